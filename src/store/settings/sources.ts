/** Settings, section `sources`: servers of an organisation that `fetch` uses. Never the key itself. */

import * as v from "valibot";
import { described, text } from "./amount.ts";

const source = (what: string, address: string) =>
  v.optional(
    v.looseObject({
      url: described(`Address of ${what}. ${address}`, v.optional(text)),
      keyFile: described(
        `A file with the key for ${what} that only you can read (mode 0600). A key in the environment takes precedence.`,
        v.optional(text),
      ),
    }),
    {},
  );

const VENDORS_OWN = "Not set: the vendor's own.";

export const sourcesSection = v.optional(
  v.looseObject({
    anthropic: source("the Console's Admin API", VENDORS_OWN),
    enterprise: source("the Enterprise API", VENDORS_OWN),
    gateway: source("a Claude apps gateway", "Fetching from one takes it."),
    litellm: source("a LiteLLM proxy", "Fetching from one takes it."),
  }),
  {},
);
