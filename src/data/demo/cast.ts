/** The invented developer's world: projects, branches, prompts, tools. */

export type Project = { readonly cwd: string; readonly weight: number; readonly branches: readonly string[] };

export const PROJECTS: readonly Project[] = [
  {
    cwd: "/home/dev/src/orders-api",
    weight: 9,
    branches: ["main", "feature/SHOP-311-refund-flow", "fix/idempotency-keys", "feature/SHOP-320-webhook-retries"],
  },
  { cwd: "/home/dev/src/storefront", weight: 6, branches: ["main", "feature/checkout-v2", "chore/vite-upgrade"] },
  { cwd: "/home/dev/src/billing-worker", weight: 4, branches: ["main", "BILL-87-dst-invoices"] },
  { cwd: "/home/dev/src/infra", weight: 2, branches: ["main", "terraform-1.13"] },
  { cwd: "/home/dev/src/mobile.app", weight: 2, branches: ["develop", "feature/offline-cart"] },
  { cwd: "/home/dev/notes & scripts", weight: 1, branches: [""] },
];

/** Who the work is charged to. */
export const DEMO_TAGS = [
  { kind: "project", project: "/home/dev/src/orders-api", code: "CC-1001" },
  { kind: "project", project: "/home/dev/src/storefront", code: "CC-1001" },
  { kind: "project", project: "/home/dev/src/infra", code: "CC-2040" },
  { kind: "branch", project: "/home/dev/src/orders-api", branch: "feature/SHOP-311-refund-flow", code: "client-acme" },
] as const;

export const TASKS: readonly (readonly [title: string, prompt: string])[] = [
  ["Add refund endpoint", "Add a POST /refunds endpoint with validation and tests."],
  ["Fix flaky checkout test", "The checkout test fails about one time in ten. Find out why and fix it."],
  ["Make webhooks idempotent", "Webhook deliveries are processed twice after a retry. Make the handler idempotent."],
  ["Speed up order search", "Order search takes 4 seconds on production data. Profile it and propose an index."],
  ["Upgrade Vite", "Upgrade Vite to the current major and fix what breaks."],
  ["Explain the tax rounding", "Why do two invoices differ by a cent? Walk me through the rounding."],
  ["Offline cart sync", "Design how the cart syncs after the phone was offline, then build it."],
  ["Split the billing module", "billing.ts has 1,900 lines. Split it by responsibility without changing behaviour."],
  ["Migrate to Postgres 18", "Prepare the migration to Postgres 18, with a rollback plan."],
  ["Review pull request 412", "Review this pull request for race conditions."],
  ["Write release notes", "Write the release notes for 3.8 from the merged pull requests."],
  ["Trace a memory leak", "The worker grows by 40 MB an hour. Find the leak."],
  ["Add rate limiting", "Add rate limiting per API key, with a test for the burst case."],
  ["Terraform drift", "terraform plan shows drift in the load balancer. What changed?"],
  ["Translate the error texts", "Extract the user-facing error texts and prepare them for translation."],
  ["DST bug in invoices", "Invoices of the last Sunday in October have the wrong period. Fix it."],
];

export const FOLLOW_UPS: readonly string[] = [
  "Looks good. Now the tests.",
  "Run the whole suite again.",
  "That is not what I meant: keep the public interface as it is.",
  "Commit this.",
  "What happens if the request is retried?",
  "Simplify it, please.",
  "Do the same for the other handler.",
  "Why?",
  "Check the types and the linter.",
  "Continue.",
];

export const FILES: readonly string[] = [
  "src/orders/refund.ts",
  "src/orders/search.ts",
  "src/webhooks/handler.ts",
  "src/billing/invoice.ts",
  "src/cart/sync.ts",
  "test/checkout.test.ts",
  "README.md",
  "package.json",
];

export const COMMANDS: readonly string[] = [
  "npm test",
  "git status --short",
  "rg -n 'idempotency' src",
  "npx tsc --noEmit",
  "git diff --stat",
  "ls -la src",
];

export const SEARCHES: readonly string[] = [
  "postgres 18 release notes",
  "vite migration guide",
  "idempotency key header",
];

/** Subagent types, with the share of the work that uses the small model. */
export const AGENTS: readonly (readonly [type: string, weight: number, isSmall: boolean])[] = [
  ["Explore", 5, true],
  ["general-purpose", 3, false],
  ["code-reviewer", 1.5, false],
  ["Plan", 1, false],
];

/** What caused a response, where the client logs it. */
export const ATTRIBUTIONS: readonly Readonly<Record<string, string>>[] = [
  { attributionSkill: "release-notes" },
  { attributionSkill: "pdf", attributionPlugin: "document-skills" },
  { attributionPlugin: "code-review" },
  { attributionMcpServer: "github", attributionMcpTool: "list_pull_requests" },
  { attributionMcpServer: "postgres", attributionMcpTool: "query" },
];
