/**
 * Tiles of images go in; what Winograd's minimal filtering F(2x2, 3x3) multiplies, or makes of the products, comes out.
 * Lavin & Gray 2016, section 4.1.
 */

// With Y = A' [(G g G') . (B' d B)] A for a 4x4 tile d of the input, a 3x3 filter g and a 2x2 tile Y of the output:
//   B' = 1  0 -1  0     A' = 1  1  1  0
//        0  1  1  0          0  1 -1 -1
//        0 -1  1  0
//        0  1  0 -1
// 16 products take the place of 36. An entry of the transformed tile goes to its plane, [16][tiles][channels].

/** B' d B of each tile of a padded image, in steps of two pixels. `plane` is the bytes from one plane to the next. */
export function winogradInput(
  image: usize,
  pitch: usize,
  channels: i32,
  tileRows: i32,
  tileColumns: i32,
  planes: usize,
  plane: usize,
): void {
  const pixel = (<usize>channels) << 2;
  for (let tileRow = 0; tileRow < tileRows; tileRow++) {
    let tile = image;
    for (let tileColumn = 0; tileColumn < tileColumns; tileColumn++) {
      for (let channel: usize = 0; channel < pixel; channel += 16) {
        const from = tile + channel;
        inputRow(from, from + (pitch << 1), pixel, planes, plane, false);
        inputRow(from + pitch, from + (pitch << 1), pixel, planes + (plane << 2), plane, true);
        inputRow(from + (pitch << 1), from + pitch, pixel, planes + (plane << 3), plane, false);
        inputRow(from + pitch, from + pitch * 3, pixel, planes + plane * 12, plane, false);
        planes += 16;
      }
      tile += pixel << 1;
    }
    image += pitch << 1;
  }
}

/** A row of B' d, which is the sum or the difference of two rows of d, times B. */
@inline
function inputRow(a: usize, b: usize, pixel: usize, to: usize, plane: usize, sum: bool): void {
  const d0 = combined(a, b, sum);
  const d1 = combined(a + pixel, b + pixel, sum);
  const d2 = combined(a + (pixel << 1), b + (pixel << 1), sum);
  const d3 = combined(a + pixel * 3, b + pixel * 3, sum);
  v128.store(to, f32x4.sub(d0, d2));
  v128.store(to + plane, f32x4.add(d1, d2));
  v128.store(to + (plane << 1), f32x4.sub(d2, d1));
  v128.store(to + plane * 3, f32x4.sub(d1, d3));
}

@inline
function combined(a: usize, b: usize, sum: bool): v128 {
  return sum ? f32x4.add(v128.load(a), v128.load(b)) : f32x4.sub(v128.load(a), v128.load(b));
}

/** A' M A + bias of each tile, into an image without padding. */
export function winogradOutput(
  planes: usize,
  plane: usize,
  bias: usize,
  image: usize,
  channels: i32,
  tileRows: i32,
  tileColumns: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const pitch = pixel * (tileColumns << 1);
  for (let tileRow = 0; tileRow < tileRows; tileRow++) {
    for (let tileColumn = 0; tileColumn < tileColumns; tileColumn++) {
      for (let channel: usize = 0; channel < pixel; channel += 16) {
        const summand = v128.load(bias + channel);
        const to = image + channel;
        let above0 = summand;
        let above1 = summand;
        let below0 = summand;
        let below1 = summand;
        for (let row = 0; row < 4; row++) {
          const from = planes + plane * (row << 2);
          const m1 = v128.load(from + plane);
          const m2 = v128.load(from + (plane << 1));
          const left = f32x4.add(v128.load(from), f32x4.add(m1, m2));
          const right = f32x4.sub(f32x4.sub(m1, m2), v128.load(from + plane * 3));
          if (row < 3) {
            above0 = f32x4.add(above0, left);
            above1 = f32x4.add(above1, right);
          }
          if (row == 1) {
            below0 = f32x4.add(below0, left);
            below1 = f32x4.add(below1, right);
          } else if (row > 1) {
            below0 = f32x4.sub(below0, left);
            below1 = f32x4.sub(below1, right);
          }
        }
        v128.store(to, above0);
        v128.store(to + pixel, above1);
        v128.store(to + pitch, below0);
        v128.store(to + pitch + pixel, below1);
        planes += 16;
      }
      image += pixel << 1;
    }
    image += pitch;
  }
}

/** A dY A' of each tile of the output's gradient. */
export function winogradGradient(
  image: usize,
  channels: i32,
  tileRows: i32,
  tileColumns: i32,
  planes: usize,
  plane: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const pitch = pixel * (tileColumns << 1);
  for (let tileRow = 0; tileRow < tileRows; tileRow++) {
    for (let tileColumn = 0; tileColumn < tileColumns; tileColumn++) {
      for (let channel: usize = 0; channel < pixel; channel += 16) {
        const from = image + channel;
        const a = v128.load(from);
        const b = v128.load(from + pixel);
        const c = v128.load(from + pitch);
        const d = v128.load(from + pitch + pixel);
        gradientRow(a, b, planes, plane);
        gradientRow(f32x4.add(a, c), f32x4.add(b, d), planes + (plane << 2), plane);
        gradientRow(f32x4.sub(a, c), f32x4.sub(b, d), planes + (plane << 3), plane);
        gradientRow(f32x4.neg(c), f32x4.neg(d), planes + plane * 12, plane);
        planes += 16;
      }
      image += pixel << 1;
    }
    image += pitch;
  }
}

@inline
function gradientRow(a: v128, b: v128, to: usize, plane: usize): void {
  v128.store(to, a);
  v128.store(to + plane, f32x4.add(a, b));
  v128.store(to + (plane << 1), f32x4.sub(a, b));
  v128.store(to + plane * 3, f32x4.neg(b));
}
