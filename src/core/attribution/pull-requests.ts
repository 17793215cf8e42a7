/** Which pull request of a session a request counts for. */

import { QUARTER_MS } from "../calendar/zone.ts";
import type { PullRequestLink } from "../responses/session-facts.ts";

/**
 * The pull request that was noted next: the work before it led to it. What follows the last one counts for the last.
 * Times count by the quarter of an hour, as the sums that reports are made from do.
 * @param links each once, the first noted first
 * @param timeMs of a request, or the beginning of its quarter; NaN = not known
 * @returns "" where the session has none
 */
export function pullRequestAt(links: readonly PullRequestLink[], timeMs: number): string {
  const quarter = quarterOf(timeMs);
  const next = links.find(({ atMs }) => quarterOf(atMs) >= quarter);
  return (next ?? links.at(-1))?.key ?? "";
}

const quarterOf = (timeMs: number): number => Math.floor(timeMs / QUARTER_MS);

/**
 * A pull request as people name it: `owner/repository#12`, `repository#12`, `#12`, `12`, or its address.
 * @returns the keys among `known` that it fits; null where the text names no pull request
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
