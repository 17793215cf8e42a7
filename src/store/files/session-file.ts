/** A session id that can be used as a file name. */
const FILE_SAFE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** The file name for a session's data; null where its id cannot be a file name. */
export function fileNameOf(sessionId: string): string | null {
  return FILE_SAFE.test(sessionId) ? `${sessionId}.json` : null;
}
