export { count, score } from '../../digits.ts'

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })

/** A large number in few characters: 1.2M. */
export const brief = (value: number): string => compact.format(value)

/** A time span: 7.2 s, 1:05, 2:03:04. */
export function span(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return seconds < 10 ? `${seconds.toFixed(1)} s` : `${whole} s`
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}

/** Millionths of a dollar as dollars. */
export const dollars = (millionths: number): string => `$${(millionths / 1e6).toFixed(4)}`

/** A moment by the reader's clock. */
export const moment = (at: number): string => new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A share in percent. */
export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`
