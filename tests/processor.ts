import process from 'node:process'

/** Milliseconds of processor time that this process has used: what work takes on a machine that others use too. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
