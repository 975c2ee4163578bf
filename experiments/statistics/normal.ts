/** The chance of a standard normal deviate above x (Zelen and Severo, in Abramowitz and Stegun, 26.2.17; absolute error below 7.5e-8). */
export function normalAbove(x: number): number {
  if (x < 0) return 1 - normalAbove(-x)
  const t = 1 / (1 + 0.231_641_9 * x)
  const sum = t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum
}

/** The x below which a standard normal deviate lies with chance p, by halving. */
export function normalQuantile(p: number): number {
  let low = -40
  let high = 40
  for (let k = 0; k < 100; k++) {
    const middle = (low + high) / 2
    if (normalAbove(middle) > 1 - p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
