const grouped = new Intl.NumberFormat('en-US')
const four = new Intl.NumberFormat('en-US', { minimumFractionDigits: 4, maximumFractionDigits: 4 })

/** A whole number: 12,345. */
export const count = (value: number): string => grouped.format(Math.floor(value))

/** A score: four decimals, or five significant digits where that says more; a dash where there is none. */
export function score(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  if (!(size === 0 || (size >= 0.01 && size < 1e9))) return Number.isInteger(value) ? String(value) : value.toPrecision(5)
  return Number.isInteger(value) ? grouped.format(value) : four.format(value)
}
