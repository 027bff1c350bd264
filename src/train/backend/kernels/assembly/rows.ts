/** Rows of floats go in; copies of them with another distance between rows, or their sum, come out. */

/** Copies `rows` rows of `length` floats; pitches are the bytes from one row to the next. */
export function copyRows(from: usize, fromPitch: usize, to: usize, toPitch: usize, rows: i32, length: i32): void {
  const bytes = (<usize>length) << 2;
  const quads = bytes & ~(<usize>15);
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at < quads; at += 16) v128.store(to + at, v128.load(from + at));
    for (; at < bytes; at += 4) f32.store(to + at, f32.load(from + at));
    from += fromPitch;
    to += toPitch;
  }
}

/** The sum of groups of rows, each row right after the one before; a group's sum is added to `total` as a whole. */
export function addRowSums(from: usize, groups: i32, groupRows: i32, length: i32, total: usize): void {
  const pitch = (<usize>length) << 2;
  const bytes = pitch * groupRows;
  for (let group = 0; group < groups; group++) {
    let column: usize = 0;
    for (; column + 16 <= pitch; column += 16) {
      let sum = f32x4.splat(0);
      for (let at: usize = 0; at < bytes; at += pitch) sum = f32x4.add(sum, v128.load(from + column + at));
      v128.store(total + column, f32x4.add(v128.load(total + column), sum));
    }
    for (; column < pitch; column += 4) {
      let sum: f32 = 0;
      for (let at: usize = 0; at < bytes; at += pitch) sum += f32.load(from + column + at);
      f32.store(total + column, f32.load(total + column) + sum);
    }
    from += bytes;
  }
}

export function fillZeros(to: usize, bytes: usize): void {
  const end = to + bytes;
  for (; to + 16 <= end; to += 16) v128.store(to, f32x4.splat(0));
  for (; to < end; to += 4) f32.store(to, 0);
}
