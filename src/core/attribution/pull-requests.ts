/** Decides which pull request of a session a request is counted under. */

import { QUARTER_MS } from "../calendar/zone.ts";
import type { PullRequestLink } from "../responses/session-facts.ts";

/**
 * Returns the next pull request that was linked after the request, because the work before a link led to it. Requests
 * after the last link count under the last one. Times are compared by quarter of an hour, like the sums that reports
 * are made from.
 * @param links each once, in the order in which they were linked
 * @param timeMs of a request, or the start of its quarter of an hour; NaN = not known
 * @returns "" where the session has none
 */
export function pullRequestAt(links: readonly PullRequestLink[], timeMs: number): string {
  const quarter = quarterOf(timeMs);
  const next = links.find(({ atMs }) => quarterOf(atMs) >= quarter);
  return (next ?? links.at(-1))?.key ?? "";
}

const quarterOf = (timeMs: number): number => Math.floor(timeMs / QUARTER_MS);

/**
 * Parses a pull request as people write it: `owner/repository#12`, `repository#12`, `#12`, `12`, or its URL.
 * @returns the keys in `known` that match; null where the text is not a pull request
 */
export function findPullRequests(text: string, known: readonly string[]): readonly string[] | null {
  const address =
    /^https?:\/\/[^/]+\/(.+?)\/(?:-\/)?(?:pull|pulls|merge_requests|pull-requests)\/(\d+)(?:[/?#].*)?$/.exec(text);
  const named = address ?? /^(?:([^#\s]*)#)?(\d{1,10})$/.exec(text);
  if (!named) return null;
  const [, repository = "", number] = named;
  return known.filter((key) => {
    const at = key.lastIndexOf("#");
    const ofKey = key.slice(0, at).toLowerCase();
    const wanted = repository.toLowerCase();
    return key.slice(at + 1) === number && (wanted === "" || ofKey === wanted || ofKey.endsWith(`/${wanted}`));
  });
}
