import { median } from '../machine.ts'

/** The median of what runs spent, where every one of them was counted; a dash where one was not. */
function middle(values: readonly (number | undefined)[], write: (value: number) => string): string {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 || known.length < values.length ? '–' : write(median(known))
}

/** The same as a whole number. */
export const whole = (values: readonly (number | undefined)[]): string => middle(values, (value) => Math.round(value).toLocaleString('en'))

/** The same with one digit behind the point. */
export const tenths = (values: readonly (number | undefined)[]): string => middle(values, (value) => value.toFixed(1))
