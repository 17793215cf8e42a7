/**
 * Entry of `dist/pages.cjs`, with every page. Loaded only when a page is made, because the charting library is large.
 */

export { pilotPage } from "./pilot-page.ts";
export { receiptPage } from "./receipt-page.ts";
export { reportPage } from "./report-page.ts";
