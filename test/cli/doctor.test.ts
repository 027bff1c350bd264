import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { BACKEND_NAMES } from "../../src/train/backend/index.ts";
import { KNOWN_DATASETS } from "../../src/train/data/index.ts";
import { lossc, scratchFolder } from "./run.ts";

function withDataFolder(path: string): void {
  vi.stubEnv("LOSSC_DATA", path);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

test("--json says what is there, and of what is missing why and how to get it", async () => {
  const folder = join(scratchFolder(), "not", "there", "yet");
  withDataFolder(folder);
  const { code, out, err } = await lossc("doctor", "--json");
  expect([code, err]).toEqual([0, ""]);
  const diagnosis = JSON.parse(out);
  expect(diagnosis.ok).toBe(true);
  expect(diagnosis.machine.node).toBe(process.versions.node);
  expect(diagnosis.machine.cores).toBeGreaterThanOrEqual(1);
  expect(diagnosis.machine.memoryBytes).toBeGreaterThan(diagnosis.machine.freeBytes);
  expect(diagnosis.backends.map(({ name }: { name: string }) => name)).toEqual(BACKEND_NAMES);
  expect(BACKEND_NAMES).toContain(diagnosis.auto);
  expect(diagnosis.datasets.map(({ name }: { name: string }) => name)).toEqual(KNOWN_DATASETS.map(({ name }) => name));
  expect(diagnosis.datasets[0]).toEqual({ name: "digits", present: true });
  for (const entry of [...diagnosis.backends, ...diagnosis.datasets])
    if (!entry.present) expect(entry).toMatchObject({ reason: expect.any(String), remedy: expect.any(String) });
  expect(diagnosis.dataFolder).toEqual({ path: folder, writable: true });
  // It looks, and makes nothing.
  expect(existsSync(folder)).toBe(false);
});

test("for people: a line for each backend and data set, without ticks where there is no terminal", async () => {
  const { code, out, err } = await lossc("doctor");
  expect([code, err]).toEqual([0, ""]);
  for (const name of BACKEND_NAMES) expect(out).toMatch(new RegExp(`^  (yes|no )  ${name} +\\S`, "m"));
  for (const { name } of KNOWN_DATASETS) expect(out).toMatch(new RegExp(`^  (yes|no )  ${name} +\\S`, "m"));
  expect(out).toMatch(/^ {2}--backend auto takes \S+$/m);
  for (const mark of ["✓", "✗", "\u001b"]) expect(out).not.toContain(mark);
  const missing = out.match(/^ {2}no {3}\S/gm) ?? [];
  expect(out.match(/to get it: \S/g) ?? []).toHaveLength(missing.length);
});

test("on a terminal there are ticks", async () => {
  vi.stubEnv("FORCE_COLOR", "1");
  vi.stubEnv("NO_COLOR", "");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { out } = await lossc("doctor");
  expect(out).toContain("✓\u001b[0m  wasm");
});

test("a data folder that cannot be made is named, with what to do", async () => {
  const file = join(scratchFolder(), "a file");
  writeFileSync(file, "");
  withDataFolder(join(file, "datasets"));
  const { code, out } = await lossc("doctor");
  expect(code).toBe(0);
  expect(out).toMatch(/no +data folder +.*cannot be written/);
  expect(out).toContain("name another folder in LOSSC_DATA");
});
