import { cpus, loadavg } from 'node:os'
import process from 'node:process'

/** One line that says where and when numbers were taken. */
export const machine = (): string =>
  `${cpus()[0]?.model ?? 'unknown processor'} x ${cpus().length}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(2)}`

/** The middle of a list of numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** A median with the least and the greatest value, for people. */
export const spread = (values: readonly number[], digits = 0): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`
