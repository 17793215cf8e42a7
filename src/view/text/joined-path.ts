/** A name inside a folder, with the kind of slash that the folder's path has: Windows' own, or the other. */
export function joinedPath(folder: string, name: string): string {
  const slash = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return folder + slash + name;
}
