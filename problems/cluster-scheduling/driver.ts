interface Input {
  /** Processors and memory of each machine. */
  readonly machines: readonly (readonly [processors: number, memory: number])[]
  /** In the order in which they come. */
  readonly jobs: readonly (readonly [arrival: number, duration: number, processors: number, memory: number])[]
}

interface Program {
  priority(processors: number, memory: number, freeProcessors: number, freeMemory: number, allProcessors: number, allMemory: number): number
}

/**
 * The machine of each job, -1 for one that finds room nowhere. A job goes at once to the machine with the highest priority among those
 * that have room for it; ties go to the first machine, NaN is worse than every number. It keeps its place until it ends; what ends at a moment
 * is gone when a job comes at that moment.
 */
export default function drive(program: Program, { machines, jobs }: Input): Int32Array {
  const count = machines.length
  // flat copies: what is read for each job and machine is read often
  const column = (rows: readonly (readonly number[])[], k: number): Float64Array => {
    const values = new Float64Array(rows.length)
    for (let row = 0; row < rows.length; row++) values[row] = rows[row]?.[k] as number
    return values
  }
  const allProcessors = column(machines, 0)
  const allMemory = column(machines, 1)
  const freeProcessors = column(machines, 0)
  const freeMemory = column(machines, 1)
  const arrivals = column(jobs, 0)
  const processors = column(jobs, 2)
  const memory = column(jobs, 3)
  const ends = column(jobs, 1)
  for (let k = 0; k < jobs.length; k++) ends[k] = (ends[k] as number) + (arrivals[k] as number)

  const places = new Int32Array(jobs.length).fill(-1)
  /** Running jobs, a binary heap by when they end. */
  const heap = new Int32Array(jobs.length)
  let running = 0
  const endAt = (at: number): number => ends[heap[at] as number] as number
  const soonest = (): number => (running > 0 ? endAt(0) : Infinity)
  const push = (job: number): void => {
    let at = running++
    for (; at > 0 && endAt((at - 1) >> 1) > (ends[job] as number); at = (at - 1) >> 1) heap[at] = heap[(at - 1) >> 1] as number
    heap[at] = job
  }
  const pop = (): void => {
    const last = heap[--running] as number
    let at = 0
    for (let below = 1; below < running; below = 2 * at + 1) {
      if (below + 1 < running && endAt(below + 1) < endAt(below)) below += 1
      if (endAt(below) >= (ends[last] as number)) break
      heap[at] = heap[below] as number
      at = below
    }
    heap[at] = last
  }

  for (let k = 0; k < jobs.length; k++) {
    while (soonest() <= (arrivals[k] as number)) {
      const ended = heap[0] as number
      const machine = places[ended] as number
      freeProcessors[machine] = (freeProcessors[machine] as number) + (processors[ended] as number)
      freeMemory[machine] = (freeMemory[machine] as number) + (memory[ended] as number)
      pop()
    }
    const p = processors[k] as number
    const r = memory[k] as number
    let best = -1
    let highest = Number.NaN
    for (let m = 0; m < count; m++) {
      const fp = freeProcessors[m] as number
      const fr = freeMemory[m] as number
      if (fp < p || fr < r) continue
      const value = program.priority(p, r, fp, fr, allProcessors[m] as number, allMemory[m] as number)
      if (best < 0 || value > highest || (highest !== highest && value === value)) {
        best = m
        highest = value
      }
    }
    if (best < 0) continue
    places[k] = best
    freeProcessors[best] = (freeProcessors[best] as number) - p
    freeMemory[best] = (freeMemory[best] as number) - r
    push(k)
  }
  return places
}
