/** A batch with channels last goes in; each channel's mean and mean square deviation come out. */

// Blocks of rows that stay in the cache are read twice: for their mean, then for their squared deviations from it. The
// blocks are merged in 64 bits. Chan, Golub and LeVeque 1983.

/** `state` has room for two 64-bit numbers a channel, `results` for the means and then the variances. */
export function moments(x: usize, rows: i32, channels: i32, blockRows: i32, state: usize, results: usize): void {
  const pitch = (<usize>channels) << 2;
  for (let channel: usize = 0; channel < pitch; channel += 4) {
    f64.store(state + channel * 4, 0);
    f64.store(state + channel * 4, 0, 8);
  }
  for (let row = 0; row < rows; row += blockRows) {
    const count = min(blockRows, rows - row);
    let channel: usize = 0;
    for (; channel + 16 <= pitch; channel += 16) blockOf4(x + channel, count, pitch, row, state + channel * 4);
    for (; channel < pitch; channel += 4) blockOf1(x + channel, count, pitch, row, state + channel * 4);
    x += pitch * count;
  }
  for (let channel: usize = 0; channel < pitch; channel += 4) {
    f32.store(results + channel, <f32>f64.load(state + channel * 4));
    f32.store(results + pitch + channel, <f32>(f64.load(state + channel * 4, 8) / rows));
  }
}

function blockOf4(x: usize, rows: i32, pitch: usize, before: i32, state: usize): void {
  const end = x + pitch * rows;
  let even = f32x4.splat(0);
  let odd = even;
  let at = x;
  for (; at + pitch < end; at += pitch + pitch) {
    even = f32x4.add(even, v128.load(at));
    odd = f32x4.add(odd, v128.load(at + pitch));
  }
  if (at < end) even = f32x4.add(even, v128.load(at));
  const mean = f32x4.div(f32x4.add(even, odd), f32x4.splat(<f32>rows));
  even = f32x4.splat(0);
  odd = even;
  at = x;
  for (; at + pitch < end; at += pitch + pitch) {
    const a = f32x4.sub(v128.load(at), mean);
    const b = f32x4.sub(v128.load(at + pitch), mean);
    even = f32x4.add(even, f32x4.mul(a, a));
    odd = f32x4.add(odd, f32x4.mul(b, b));
  }
  if (at < end) {
    const a = f32x4.sub(v128.load(at), mean);
    even = f32x4.add(even, f32x4.mul(a, a));
  }
  const squares = f32x4.add(even, odd);
  merge(state, before, rows, f32x4.extract_lane(mean, 0), f32x4.extract_lane(squares, 0));
  merge(state + 16, before, rows, f32x4.extract_lane(mean, 1), f32x4.extract_lane(squares, 1));
  merge(state + 32, before, rows, f32x4.extract_lane(mean, 2), f32x4.extract_lane(squares, 2));
  merge(state + 48, before, rows, f32x4.extract_lane(mean, 3), f32x4.extract_lane(squares, 3));
}

function blockOf1(x: usize, rows: i32, pitch: usize, before: i32, state: usize): void {
  const end = x + pitch * rows;
  let sum: f64 = 0;
  for (let at = x; at < end; at += pitch) sum += <f64>f32.load(at);
  const mean = sum / rows;
  let squares: f64 = 0;
  for (let at = x; at < end; at += pitch) {
    const deviation = <f64>f32.load(at) - mean;
    squares += deviation * deviation;
  }
  merge(state, before, rows, mean, squares);
}

function merge(state: usize, before: i32, rows: i32, mean: f64, squares: f64): void {
  const old = f64.load(state);
  const difference = mean - old;
  const part = <f64>rows / <f64>(before + rows);
  f64.store(state, old + difference * part);
  f64.store(state, f64.load(state, 8) + squares + difference * difference * part * before, 8);
}
