/** Small images go in, lines of text with colours that show them side by side in a terminal come out. */

interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

const MOST_COLUMNS = 16;
const GAP = 2;

/** Each character is two pixels, one above the other; larger images are shrunk by averaging. */
export function terminalImages(images: readonly ArrayLike<number>[], size: Size, columns: number): string {
  const step = Math.max(1, Math.ceil(size.width / MOST_COLUMNS));
  const width = Math.floor(size.width / step);
  const across = Math.max(1, Math.floor((columns + GAP) / (width + GAP)));
  const strips: string[] = [];
  for (let start = 0; start < images.length; start += across) {
    const pictures = images.slice(start, start + across).map((levels) => picture(levels, size, step, width));
    strips.push(pictures[0].map((_, line) => pictures.map((lines) => lines[line]).join(" ".repeat(GAP))).join("\n"));
  }
  return strips.join("\n\n");
}

function picture(levels: ArrayLike<number>, size: Size, step: number, width: number): string[] {
  const height = Math.floor(size.height / step);
  return Array.from({ length: Math.ceil(height / 2) }, (_, line) => {
    const cells = Array.from({ length: width }, (_, x) => {
      const above = colour(levels, size, step, x, 2 * line);
      const below = 2 * line + 1 < height ? colour(levels, size, step, x, 2 * line + 1) : above;
      return `\u001b[38;2;${above};48;2;${below}m▀`;
    });
    return `${cells.join("")}\u001b[0m`;
  });
}

/** Red, green and blue of the mean of a square, as a terminal takes them. */
function colour(levels: ArrayLike<number>, { width, channels }: Size, step: number, x: number, y: number): string {
  const sums = [0, 0, 0];
  for (let row = y * step; row < (y + 1) * step; row++) {
    for (let column = x * step; column < (x + 1) * step; column++) {
      const from = (row * width + column) * channels;
      for (let part = 0; part < 3; part++) sums[part] += levels[from + (channels === 3 ? part : 0)];
    }
  }
  return sums.map((sum) => Math.round(sum / (step * step))).join(";");
}
