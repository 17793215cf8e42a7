// Escape sequences first (CSI, OSC, DCS and the rest, 7- and 8-bit), then every other control character,
// then the invisible ones that reorder or hide text.
const ESCAPES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d\u009e\u009f])[\s\S]*?(?:\u0007|\u001b\\|\u009c|$)|\u001b[ -/]*[0-~]?/g;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;
const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const PLAIN = /^[ -~]*$/;

/** Text from a log, made safe for a terminal: one line, no control sequences, no direction tricks. */
export function cleanText(text: string): string {
  // As most is: the searches below take longer than what they are for.
  if (PLAIN.test(text)) return text.trim();
  return text.replace(ESCAPES, "").replace(CONTROLS, " ").replace(INVISIBLE, "").trim();
}
