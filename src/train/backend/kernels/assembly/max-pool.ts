/** One image and the gradient of its maxima over windows go in; each window's is added to its maximum, the first of equals. */

export function addToMaxima(
  x: usize,
  dy: usize,
  dx: usize,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  for (let u = 0; u < outHeight; u++) {
    const firstRow = max(0, u * strideHeight - top);
    const lastRow = min(inHeight, u * strideHeight - top + filterHeight);
    for (let v = 0; v < outWidth; v++) {
      const firstColumn = max(0, v * strideWidth - left);
      const lastColumn = min(inWidth, v * strideWidth - left + filterWidth);
      for (let channel = 0; channel < channels; channel++, dy += 4) {
        let largest: f32 = -Infinity;
        let place: i32 = -1;
        for (let row = firstRow; row < lastRow; row++) {
          for (let column = firstColumn; column < lastColumn; column++) {
            const at = (row * inWidth + column) * channels + channel;
            const value = f32.load(x + ((<usize>at) << 2));
            if (value > largest) {
              largest = value;
              place = at;
            }
          }
        }
        if (place < 0) continue;
        const target = dx + ((<usize>place) << 2);
        f32.store(target, f32.load(target) + f32.load(dy));
      }
    }
  }
}
