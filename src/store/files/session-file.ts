/** A session id that can be a file name as it is. */
const FILE_SAFE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** The name of the file that holds what we keep of one session; null where its id cannot be a file name. */
export function fileNameOf(sessionId: string): string | null {
  return FILE_SAFE.test(sessionId) ? `${sessionId}.json` : null;
}
