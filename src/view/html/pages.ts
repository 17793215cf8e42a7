/** Entry of `dist/pages.cjs`: every page. Loaded when a page is asked for, because the library that draws is large. */

export { pilotPage } from "./pilot-page.ts";
export { receiptPage } from "./receipt-page.ts";
export { reportPage } from "./report-page.ts";
