/** A short name for what is open: for titles and for the path below the header. */

import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import { modelLabel } from "../../tables/model-label.ts";
import { projectLabel } from "../../text/project-label.ts";
import { limitName } from "../../words/limit-phrases.ts";
import { daysName } from "../lists/period-list.ts";
import { limitKey, type Place, type Scope } from "./place.ts";

/** "" for a view without an open place. */
export function placeName(place: Place, data: Pick<DashboardData, "limits"> | null): string {
  switch (place.kind) {
    case "view":
      return "";
    case "session":
      return `Session ${place.sessionId.slice(0, 8)}`;
    case "causes":
      return "causes";
    case "scope-causes":
      return `causes of ${scopeName(place.scope)}`;
    case "turn":
      return place.turn === 0 ? "before the first turn" : `turn ${place.turn}`;
    case "scope":
      return scopeName(place.scope);
    case "limit": {
      const limit = data?.limits.find((l) => limitKey(l) === place.limitId);
      return limit ? limitName(limit) : place.limitId;
    }
  }
}

/** `ledger-service, Wed 2026-11-18`. */
export function scopeName(scope: Scope): string {
  const { project, model } = scope;
  const parts = [
    project === null ? "" : projectLabel(project) || "(no project)",
    model === null ? "" : modelLabel(model),
    daysName(scope),
  ];
  return parts.filter((part) => part !== "").join(", ") || "all time";
}
