/** What is wrong with the user's input, alike for every command: exit code 1, said clearly, as JSON where asked for, nothing lost. */

import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contents, FAULTY, GOOD, put, SEVERAL } from "./files.ts";
import { lossc, scratchFolder } from "./run.ts";

type CommandLine = (file: string) => string[];

const COMMANDS: Readonly<Record<string, CommandLine>> = {
  compile: (file) => ["compile", file],
  "compile to a file": (file) => ["compile", file, "-o", `${file}.ts`],
  check: (file) => ["check", file],
  fmt: (file) => ["fmt", file],
  "fmt --check": (file) => ["fmt", "--check", file],
  show: (file) => ["show", file],
  "show the tree": (file) => ["show", file, "--emit", "ast"],
  eval: (file) => ["eval", file, "--y", "0,1", "--p", "0.5,0.5"],
  plot: (file) => ["plot", file],
  "plot to a file": (file) => ["plot", file, "-o", `${file}.svg`],
};

const STACK = /^ +at .+:\d+/m;

describe.each(Object.entries(COMMANDS))("%s", (_, commandLine) => {
  const folder = (): string => scratchFolder();

  test.each([
    ["a missing file", (at: string) => join(at, "none.loss"), "no such file or folder"],
    ["a folder", (at: string) => at, "it is a folder"],
    ["a path under a file", (at: string) => join(put(at, "file", ""), "a.loss"), "a part of its path is not a folder"],
    ["a name that is too long", (at: string) => join(at, "x".repeat(300)), "its name is too long"],
    ["what is not text", (at: string) => put(at, "a.loss", Uint8Array.of(0xff, 0xfe, 0x80)), "it is not UTF-8 text"],
  ])("%s", async (__, make, reason) => {
    const at = folder();
    const file = make(at);
    const before = contents(at);
    const { code, out, err } = await lossc(...commandLine(file));
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(`error: cannot read ${file}: ${reason}\nHint: `);
    expect(err).not.toMatch(STACK);
    const json = await lossc(...commandLine(file), "--json");
    expect([json.code, json.err]).toEqual([1, ""]);
    expect(JSON.stringify(JSON.parse(json.out))).toContain(reason);
    expect(contents(at)).toEqual(before);
  });

  test.each([
    ["an unknown operator", FAULTY, "unknown-"],
    ["a syntax error", "loss (", ""],
    ["noise", "\u0000\u001b[31m}{)(*&^%$#@! \ufeff 😀", "unexpected-character"],
  ])("%s: a diagnostic with its place", async (name, text, wanted) => {
    if (name === "an unknown operator" && commandLine("x")[0] === "fmt") return;
    const at = folder();
    const file = put(at, "a.loss", text);
    const { code, err } = await lossc(...commandLine(file));
    expect(code).toBe(1);
    expect(err).toMatch(/^error\[[a-z-]+\]: /m);
    expect(err).toContain(`┌─ ${file}:1:`);
    expect(err).toContain(wanted);
    expect(err).not.toMatch(STACK);
    // Text of the file does not steer the terminal.
    expect(err).not.toContain("\u001b");
    const json = await lossc(...commandLine(file), "--json");
    expect([json.code, json.err]).toEqual([1, ""]);
    const { diagnostics = [], files = [] } = JSON.parse(json.out);
    const all = [...diagnostics, ...files.flatMap((one: { diagnostics: object[] }) => one.diagnostics)];
    expect(all[0]).toMatchObject({ severity: "error", file, line: 1 });
    expect(contents(at)).toEqual({ "a.loss": text });
  });
});

describe("a file with several losses", () => {
  const several = (): string => put(scratchFolder(), "several.loss", SEVERAL);

  test.each([
    ["compile", ["compile"], "choose one with --loss (`ce`, `brier`), or give a folder: -o generated/"],
    ["show", ["show"], "choose one with --loss: `ce`, `brier`"],
    ["eval", ["eval", "--y", "0,1", "--p", "0.5,0.5"], "choose one with --loss: `ce`, `brier`"],
  ])("%s asks for one", async (_, [command, ...options], hint) => {
    const file = several();
    const { code, out, err } = await lossc(command, file, ...options);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(`error: ${file} has 2 losses\nHint: ${hint}\n`);
    expect((await lossc(command, file, ...options, "--loss", "brier")).code).toBe(0);
    const unknown = await lossc(command, file, ...options, "--loss", "__proto__", "--json");
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.out)).toEqual({
      error: { message: `${file} has no loss \`__proto__\``, hint: "it has `ce`, `brier`" },
    });
  });
});

test.each(["compile", "show", "plot", "eval"])("%s of a file without losses says so", async (command) => {
  const file = put(scratchFolder(), "lib.loss", "fn double(x) = 2 * x\n");
  const { code, err } = await lossc(command, file, ...(command === "eval" ? ["--p", "1"] : []));
  expect(code).toBe(1);
  expect(err).toContain(`error: ${file} declares no loss\nHint: write one as: loss name(`);
});

test("a mistake in an imported file is shown in that file", async () => {
  const at = scratchFolder();
  const file = put(at, "a.loss", `import { f } from "./lib/f.loss"\nloss a(y: target, p: probs) = f(sum(y * p))\n`);
  put(at, "lib/f.loss", "fn f(x) = lgo(x)\n");
  const { code, err } = await lossc("check", file);
  expect(code).toBe(1);
  expect(err).toContain(`┌─ ${join(at, "lib/f.loss")}:1:11`);
  put(at, "lib/f.loss", "fn f(x) = log(x)\n");
  expect((await lossc("check", file)).code).toBe(0);
});

test("an import of a folder, or of a link that leads round in a circle, is not found", async () => {
  const at = scratchFolder();
  const file = put(at, "a.loss", `import { f } from "./b.loss"\nloss a(y: target, p: probs) = f(sum(y * p))\n`);
  put(at, "b.loss/inner", "");
  const { code, err } = await lossc("check", file);
  expect(code).toBe(1);
  expect(err).toContain("error[import-not-found]");
  rmSync(join(at, "b.loss"), { recursive: true });
  symlinkSync("b.loss", join(at, "b.loss"));
  expect((await lossc("check", file)).err).toBe(err);
  expect((await lossc("check", join(at, "b.loss"))).err).toContain("too many symbolic links");
});

describe("colour", () => {
  test.each([
    [{}, false],
    [{ FORCE_COLOR: "1" }, true],
    [{ FORCE_COLOR: "0" }, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "" }, true],
  ])("%j, not on a terminal: %s", async (variables, expected) => {
    const before = { ...process.env };
    try {
      delete process.env.NO_COLOR;
      delete process.env.FORCE_COLOR;
      Object.assign(process.env, variables);
      const { err } = await lossc("check", put(scratchFolder(), "a.loss", FAULTY));
      expect(err.includes("\u001b[")).toBe(expected);
      const plot = await lossc("plot", put(scratchFolder(), "a.loss", GOOD));
      expect(plot.out.includes("\u001b[")).toBe(expected);
    } finally {
      process.env = before;
    }
  });
});
