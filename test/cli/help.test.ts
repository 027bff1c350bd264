import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/main.ts";
import { lossc, ROOT } from "./run.ts";

const COMMANDS = createProgram().commands.map((command) => command.name());

describe("help", () => {
  test("lists every command, with examples", async () => {
    const { code, out, err } = await lossc("--help");
    expect([code, err]).toEqual([0, ""]);
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(out).toMatch(/^Examples:\n {2}lossc /m);
  });

  test.each(COMMANDS)("%s: says what it does, every option and examples of itself", async (name) => {
    const { code, out, err } = await lossc(name, "--help");
    expect([code, err]).toEqual([0, ""]);
    const command = createProgram().commands.find((known) => known.name() === name)!;
    for (const option of command.options) {
      expect(out).toContain(option.flags);
      expect(option.description).not.toBe("");
    }
    expect(out).toMatch(new RegExp(`^Examples:\n(  .*lossc ${name} .+\n)+`, "m"));
    expect((await lossc("help", name)).out).toBe(out);
  });

  /** Options in examples, and what they name: an example that lossc does not take is worse than none. */
  test.each(COMMANDS)("%s: its examples use options that it has", async (name) => {
    const { out } = await lossc(name, "--help");
    const known = createProgram()
      .commands.find((command) => command.name() === name)!
      .options.flatMap(({ short, long }) => [short, long]);
    const examples = out.slice(out.indexOf("Examples:"));
    for (const [, option] of examples.matchAll(/ (--?[a-z][a-z-]*)/g)) expect(known).toContain(option);
  });

  test("show's help names every form", async () => {
    const { out } = await lossc("show", "--help");
    for (const form of ["summary", "ast", "ir", "gradient", "latex", "dot", "schedule"])
      expect(out).toMatch(new RegExp(form));
  });

  test.each(["--version", "-V"])("%s prints the package's version", async (flag) => {
    const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
    expect(await lossc(flag)).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });
});

describe("wrong usage", () => {
  test("no command: the help, on standard error", async () => {
    const { code, out, err } = await lossc();
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Usage: lossc");
  });

  test.each([
    [["frob"], "unknown command 'frob'"],
    [["chekc"], "Did you mean check?"],
    [["check", "--frob", "x.loss"], "unknown option '--frob'"],
    [["check", "--jsno", "x.loss"], "Did you mean --json?"],
    [["check"], "missing required argument 'files'"],
    [["show"], "missing required argument 'file'"],
    [["show", "a.loss", "b.loss"], "too many arguments"],
    [["eval", "a.loss", "--y", "1"], "required option '--p <numbers>' not specified"],
    [["compile", "a.loss", "-o"], "argument missing"],
    [["compile", "a.loss", "--target", "cobol"], "unknown target cobol"],
    [["compile", "a.loss", "--with", "magic"], "unknown feature magic"],
    [["compile", "a.loss", "--with", "__proto__"], "unknown feature __proto__"],
    [["compile", "a.loss", "--watch"], "--watch needs a file to write"],
    [["compile", "a.loss", "--watch", "-o", "-"], "--watch needs a file to write"],
    [["compile", "-", "--watch", "-o", "a.ts"], "standard input cannot be watched"],
    [["compile", "a.loss", "-o", "a.loss"], "code would take the place of the program a.loss"],
    [["show", "a.loss", "--emit", "prose"], "unknown form prose"],
    [["show", "a.loss", "--emit", "ir", "--explain"], "--explain is for --emit schedule"],
    [["show", "a.loss", "--with", "magic"], "unknown feature magic"],
    [["plot", "a.loss", "-o", "a.gif"], "cannot draw a.gif"],
    [["plot", "a.loss", "--theme", "mauve"], "unknown theme mauve"],
    [["plot", "a.loss", "--scaled", "--log"], "--scaled and --log exclude each other"],
    [["plot", "a.loss", "--classes", "1"], "--classes: 1 is not a whole number from 2 to"],
    [["plot", "a.loss", "--points", "1e9"], "--points: 1e9 is not a whole number from 2 to"],
    [["plot", "a.loss", "--points", "99999", "--classes", "99999"], "too many together"],
    [["plot", "a.loss", "--width", "0"], "--width: 0 is not a whole number from 240 to"],
    [["plot", "a.loss", "--param", "gamma"], '--param: "gamma" is not of the form name=value'],
  ])("%j", async (args, message) => {
    const { code, out, err } = await lossc(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^ +at /m);
    // With --json the same is said in JSON, and nothing else is said.
    const json = await lossc(...args, "--json");
    if (args.at(-1) === "-o") return;
    expect([json.code, json.err]).toEqual([2, ""]);
    expect(JSON.parse(json.out).error.message).toContain(message.replace(/^Did you.*/, ""));
  });
});
