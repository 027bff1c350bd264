/** `--protocol`: a name or a file goes in, the protocol comes out, or everything that is wrong with the file. */

import { existsSync } from "node:fs";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { Reported, usageFailure } from "../failure.ts";
import { readSource } from "../files.ts";
import { reportDiagnostics } from "../sources.ts";
import { PROTOCOLS } from "./presets.ts";
import { type Protocol, parseProtocol } from "./protocol.ts";

/** @throws Failure for what is neither, Reported after the mistakes of a file are shown. */
export function readProtocol(
  name: string,
  json: boolean,
): { readonly protocol: Protocol /** With its comments. */; readonly text: string } {
  const { text, name: fileName } = textOf(name);
  const { protocol, diagnostics } = parseProtocol(text, fileName);
  reportDiagnostics(diagnostics, { json });
  if (protocol === undefined) throw new Reported();
  return { protocol, text };
}

function textOf(name: string): { readonly text: string; readonly name: string } {
  if (Object.hasOwn(PROTOCOLS, name)) return { text: PROTOCOLS[name]!, name: `${name}.jsonc` };
  if (name === "-" || existsSync(name)) return readSource(name);
  const names = Object.keys(PROTOCOLS);
  throw usageFailure(
    `--protocol: there is no protocol and no file ${JSON.stringify(name)}`,
    didYouMean(name, names) ?? `--protocol takes ${names.join(", ")} or a file`,
  );
}
