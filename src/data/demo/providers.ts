/** Spellings of model ids at other endpoints. */

import rateCards from "../rate-cards.json" with { type: "json" };

export type Provider =
  | "first-party"
  | "bedrock"
  | "bedrock-global"
  | "bedrock-eu"
  | "vertex"
  | "gateway"
  | "long-context";

/** The id as the provider logs it; the plain one where the provider has no spelling of its own. */
export function modelIdAt(provider: Provider, model: string): string {
  const card = rateCards.models.find((m) => m.firstPartyId === model);
  const bedrock = card?.bedrockId ?? model;
  switch (provider) {
    case "first-party":
      return model;
    case "bedrock":
      return bedrock;
    case "bedrock-eu":
      return bedrock.replace(/^us\./, "eu.");
    case "bedrock-global":
      return bedrock.replace(/^us\./, "global.");
    case "vertex":
      return card?.vertexId ?? model;
    case "gateway":
      return `anthropic/${model}`;
    case "long-context":
      return `${model}[1m]`;
  }
}
