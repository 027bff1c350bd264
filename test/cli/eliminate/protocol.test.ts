/** Protocol files: what they say, and what is wrong with them. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PROTOCOLS } from "../../../src/cli/eliminate/presets.ts";
import { parseProtocol } from "../../../src/cli/eliminate/protocol.ts";
import { stagesOf } from "../../../src/train/stages.ts";

const parsed = (name: string) => {
  const { protocol, diagnostics } = parseProtocol(PROTOCOLS[name]!, `${name}.jsonc`);
  expect(diagnostics).toEqual([]);
  return protocol!;
};

describe("the presets", () => {
  test("are called as they call themselves", () => {
    for (const name of Object.keys(PROTOCOLS)) expect(parsed(name).name).toBe(name);
  });

  test("nlfs is the paper's: four phases of ever more stages, 160 epochs each, keeping 25, 12, 6 and 4 of 150", () => {
    const { entrants, phases } = parsed("nlfs");
    expect(entrants).toBe(150);
    expect(phases.map(({ keep, seeds }) => [keep, seeds])).toEqual([
      [25, 1],
      [12, 1],
      [6, 1],
      [4, 1],
    ]);
    const all = [
      [128, 0.1, "randaugment:5"],
      [160, 0.2, "randaugment:8"],
      [192, 0.3, "randaugment:12"],
      [224, 0.4, "randaugment:15"],
    ];
    phases.forEach(({ training }, i) => {
      const { epochs, stages, model, thresholds } = training;
      expect([epochs, model]).toEqual([160 * (i + 1), "efficientnetv2-s"]);
      expect(thresholds).toEqual([{ epoch: 41, part: "validation", accuracy: 0.45 }]);
      const planned = stagesOf({ epochs: epochs!, augment: "none", stages: stages! } as Parameters<typeof stagesOf>[0]);
      expect(planned.map(({ imageSize, dropout, augment }) => [imageSize, dropout, augment])).toEqual(
        all.slice(0, i + 1),
      );
      expect(planned.map(({ until }) => until)).toEqual([160, 320, 480, 640].slice(0, i + 1));
    });
  });

  test("default trains longer, on more and with more seeds from phase to phase", () => {
    const { phases, entrants } = parsed("default");
    expect(entrants).toBe(30);
    for (const of of [
      phases.map(({ seeds }) => seeds),
      phases.map(({ training }) => training.epochs!),
      phases.map(({ training }) => training.trainSize!),
    ])
      expect(of).toEqual([...new Set(of)].sort((a, b) => a - b));
  });
});

describe("what a file says", () => {
  test("of all phases, each phase may say otherwise", () => {
    const { protocol } = parseProtocol(
      `{
        "name": "mine",
        "training": { "epochs": 2, "labelNoise": "asymmetric:0.4", "augment": " shift, cutout:2" },
        "phases": [{ "name": "a", "keep": 3 }, { "name": "b", "keep": 1, "epochs": 5, "labelNoise": 0, "seeds": 2 }],
      }`,
      "mine.jsonc",
    );
    expect(protocol!.phases).toEqual([
      {
        name: "a",
        keep: 3,
        seeds: 1,
        training: { epochs: 2, labelNoise: { rate: 0.4, kind: "asymmetric" }, augment: "shift,cutout:2" },
      },
      {
        name: "b",
        keep: 1,
        seeds: 2,
        training: { epochs: 5, labelNoise: { rate: 0, kind: "symmetric" }, augment: "shift,cutout:2" },
      },
    ]);
  });

  test.each([
    ["", "json-syntax: a value is expected here"],
    ["[]", "json-value: a protocol is an object: `{ ... }`"],
    ['{ "name": "x", "phases": [] }', "json-value: a protocol has one phase at least"],
    ['{ "phases": [{ "name": "a", "keep": 1 }] }', "json-key: a protocol lacks `name`"],
    [phase('"epocs": 3'), "json-key: a phase has no `epocs`"],
    [phase('"epochs": 0'), "json-value: the number of epochs is a whole number from 1 to 1000000000"],
    [phase('"model": "vgg"'), "json-value: a model is one of"],
    [phase('"augment": "sift"'), 'json-value: there is no augmentation "sift"'],
    [phase('"labelNoise": "most"'), "json-value: label noise is a number from 0 to 1"],
    [phase('"labelNoise": 1.5'), "json-value: label noise is a number from 0 to 1"],
    [phase('"stages": { "imageSize": 8 }'), "json-value: stages are a list"],
    [phase('"stopBelow": [{ "epoch": 3 }]'), "json-key: a threshold lacks `accuracy`"],
    [
      '{ "name": "x", "phases": [{ "name": "a", "keep": 1 }, { "name": "a", "keep": 1 }] }',
      "json-value: another phase has this name",
    ],
    [
      '{ "name": "x", "phases": [{ "name": "a", "keep": 1 }, { "name": "b", "keep": 2 }] }',
      "json-value: the phase before keeps 1, so no more can stay",
    ],
  ])("%s: %s", (text, expected) => {
    const { protocol, diagnostics } = parseProtocol(text, "mine.jsonc");
    expect(protocol).toBeUndefined();
    expect(diagnostics.map(({ code, labels }) => `${code}: ${labels[0].text}`)).toEqual([
      expect.stringContaining(expected),
    ]);
  });
});

function phase(keys: string): string {
  return `{ "name": "x", "phases": [{ "name": "a", "keep": 1, ${keys} }] }`;
}

test("docs/elimination.md shows the default, and every key", () => {
  const page = readFileSync(new URL("../../../docs/elimination.md", import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`jsonc\n${PROTOCOLS.default}\`\`\``);
  const { diagnostics } = parseProtocol(phase('"unheard": 1'), "mine.jsonc");
  const keys = [...(diagnostics[0]!.hint ?? "").matchAll(/`(\w+)`/g)].map(([, key]) => key!);
  expect(keys.length).toBeGreaterThan(15);
  for (const key of keys) expect(page).toContain(`\`${key}\``);
});
