/** Lines go in; they are drawn over the ones before on a terminal, which is left as it was found. */

export interface Terminal {
  write(text: string): unknown;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface Screen {
  /** Draws these lines in place of the last ones. */
  draw(lines: readonly string[]): void;
  /** A line above, that stays. */
  log(line: string): void;
  /** What is drawn stays; the cursor is below it, and visible. */
  close(): void;
}

const HIDE = "\u001b[?25l";
const SHOW = "\u001b[?25h";
/** The terminal shows all that comes in between at once, if it knows this. */
const TOGETHER = ["\u001b[?2026h", "\u001b[?2026l"] as const;
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";

export function createScreen(terminal: Terminal): Screen {
  let drawn: readonly string[] = [];
  let open = true;
  const restore = (): void => {
    if (open) terminal.write(SHOW);
  };
  // A second Ctrl-C ends the process at once.
  process.once("exit", restore);
  terminal.write(HIDE);

  /** To the first of the drawn lines. A terminal that has become narrower has wrapped them. */
  const home = (): string => {
    const width = terminal.columns ?? 80;
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);
    return rows === 0 ? "\r" : `\r\u001b[${rows}A`;
  };
  const linesOf = (lines: readonly string[]): string => lines.map((line) => `${line}${CLEAR_LINE}\n`).join("");

  return {
    draw: (lines) => {
      if (!open) return;
      // What has scrolled out above cannot be drawn over.
      const visible = lines.slice(0, Math.max(1, (terminal.rows ?? 24) - 1));
      terminal.write(`${TOGETHER[0]}${home()}${linesOf(visible)}${CLEAR_BELOW}${TOGETHER[1]}`);
      drawn = visible;
    },
    log: (line) => {
      if (!open) return;
      terminal.write(`${TOGETHER[0]}${home()}${linesOf([line, ...drawn])}${CLEAR_BELOW}${TOGETHER[1]}`);
    },
    close: () => {
      restore();
      open = false;
      process.off("exit", restore);
    },
  };
}
