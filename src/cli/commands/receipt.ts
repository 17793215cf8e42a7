import type { Command } from "commander";
import { tagBook } from "../../app/attribution/own-keys.ts";
import { makeReceipt } from "../../app/report/receipt.ts";
import { receiptSubject } from "../../app/report/receipt-subject.ts";
import { VERSION } from "../../data/version.ts";
import { receiptJson } from "../../view/json/receipt-json.ts";
import type { ShownReceipt } from "../../view/report/receipt-tables.ts";
import { receiptMarkdown, receiptTextLines } from "../../view/report/receipt-text.ts";
import { filterText } from "../../view/words/filter-text.ts";
import { readAttributionRules } from "../attribution-rules.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";
import { pageTarget, refuseTwoForms, writePage } from "../terminal/page-output.ts";
import { sessionListOf } from "./sessions.ts";

const EXAMPLES = `
Examples:
  claude-cost receipt current                    the session last active
  claude-cost receipt 3f2a --md                  a session, for a chat or a wiki
  claude-cost receipt '#12' --html               a pull request as a page, in claude-cost-receipt-api-12.html
  claude-cost receipt acme/api#12 --json         where several repositories have that number
The lines are what was billed by model and class of tokens; they sum to the total.`;

type ReceiptOptions = { readonly html?: string | true; readonly md?: boolean; readonly titles?: boolean };

export const registerReceipt: Register = (program, io) => {
  program
    .command("receipt")
    .argument(
      "<subject>",
      "a session's id, a beginning of it, `current`, or a pull request: owner/repository#12, #12, its address",
    )
    .description("what a session or a pull request cost, line by line")
    .option("--md", "Markdown on stdout")
    .option(
      "--html [file]",
      "one self-contained page (default: claude-cost-receipt-….html here, or stdout where that is no terminal; - is stdout)",
    )
    .option("--titles", "with titles of sessions and paths of projects, which are left out otherwise")
    .addHelpText("after", EXAMPLES)
    .action(async (text: string, own: ReceiptOptions, command: Command) => {
      const report = await openReport(command, io);
      refuseTwoForms(own, report.options);
      const shown = shownReceipt(report, text, own.titles ?? false);
      if (report.options.json) writeJson(io, receiptJson(jsonHead(report), shown));
      else if (own.md) io.stdout.write(receiptMarkdown(shown));
      else if (own.html === undefined) writeLines(io, receiptTextLines(shown, frameOf(report)));
      else {
        const { receiptPage } = await import("../../view/html/pages.ts");
        writePage(io, pageTarget(io, own.html, pageName(shown)), receiptPage(shown));
      }
    });
};

function shownReceipt(report: Report, text: string, titles: boolean): ShownReceipt {
  const { query, money } = report;
  const { history, filter, zone, nowMs } = query;
  const { tags, pattern, attribution } = readAttributionRules(report);
  const rules = { tags: tagBook(history, tags, attribution), pattern };
  const subject = receiptSubject(text, sessionListOf(report).sessions);
  return {
    receipt: makeReceipt(query, subject, rules),
    titles,
    zone,
    nowMs,
    basis: history.basis,
    money,
    filter: filterText(filter),
    demo: history.demo,
    version: VERSION,
  };
}

function pageName({ receipt: { subject } }: ShownReceipt): string {
  const name =
    subject.kind === "pr" ? subject.key.slice(subject.key.lastIndexOf("/") + 1) : subject.sessionId.slice(0, 8);
  return `claude-cost-receipt-${name.replace(/[^A-Za-z0-9._-]+/g, "-")}.html`;
}
