/** The path of a name in a folder, with the separator that the folder's path uses (Windows or other). */
export function joinedPath(folder: string, name: string): string {
  const slash = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return folder + slash + name;
}
