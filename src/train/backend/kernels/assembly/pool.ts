/** Images with channels last go in; each channel's mean over the pixels comes out. And its gradient, the other way. */

export function averagePixels(x: usize, y: usize, batch: i32, pixels: i32, channels: i32): void {
  const pitch = (<usize>channels) << 2;
  const bytes = pitch * pixels;
  for (let image = 0; image < batch; image++) {
    let channel: usize = 0;
    for (; channel + 16 <= pitch; channel += 16) {
      let sum = f32x4.splat(0);
      for (let at: usize = 0; at < bytes; at += pitch) sum = f32x4.add(sum, v128.load(x + channel + at));
      v128.store(y + channel, f32x4.div(sum, f32x4.splat(<f32>pixels)));
    }
    for (; channel < pitch; channel += 4) {
      let sum: f32 = 0;
      for (let at: usize = 0; at < bytes; at += pitch) sum += f32.load(x + channel + at);
      f32.store(y + channel, sum / <f32>pixels);
    }
    x += bytes;
    y += pitch;
  }
}

/** dx is dy / pixels at every pixel. */
export function spreadPixels(dy: usize, dx: usize, batch: i32, pixels: i32, channels: i32): void {
  const pitch = (<usize>channels) << 2;
  const quads = pitch & ~(<usize>15);
  const part = <f32>1 / <f32>pixels;
  for (let image = 0; image < batch; image++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      let at: usize = 0;
      for (; at < quads; at += 16) v128.store(dx + at, f32x4.mul(v128.load(dy + at), f32x4.splat(part)));
      for (; at < pitch; at += 4) f32.store(dx + at, f32.load(dy + at) * part);
      dx += pitch;
    }
    dy += pitch;
  }
}
