/** A desktop notification for a terminal: a control sequence, or the bell. */

import { type CleanText, type ControlSequence, cleanText } from "../../core/clean-text.ts";

export type NotificationChannel = "off" | "bell" | "osc9" | "osc777";

/** @returns what to write to the terminal; "" where notifications are switched off */
export function notificationSequence(channel: NotificationChannel, title: string, message: string): ControlSequence {
  return sequenceFor(channel, cleanText(title), cleanText(message)) as ControlSequence;
}

function sequenceFor(channel: NotificationChannel, title: CleanText, body: CleanText): string {
  switch (channel) {
    case "off":
      return "";
    case "bell":
      return "\u0007";
    case "osc9":
      return `\u001b]9;${title}: ${body}\u0007`;
    case "osc777":
      // The title ends at a semicolon; the body may contain some.
      return `\u001b]777;notify;${title.replaceAll(";", ",")};${body}\u0007`;
  }
}
