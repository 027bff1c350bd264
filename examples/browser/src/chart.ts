/** Accuracies in order go in; a line through them is drawn, from 0 at the foot to 1 at the top. */

export function drawChart(canvas: HTMLCanvasElement, values: readonly number[]): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  context.strokeStyle = "#0072b2";
  context.lineWidth = 4;
  context.beginPath();
  values.forEach((value, index) => {
    context.lineTo(((index + 0.5) / Math.max(values.length, 15)) * width, (1 - value) * height);
  });
  context.stroke();
}
