import { defineProblem, fieldsOf, integersOf, invalid, listOf } from 'ternate'
import type { CaseDraft, Random } from 'ternate'
import { generate, mixes, type Trace } from './trace.ts'

const traces =
  (repeats: number, machines: number, jobs: number, load: number) =>
  ({ random }: { readonly random: Random }): CaseDraft<Trace>[] =>
    Array.from({ length: repeats }, (_, k) =>
      (Object.keys(mixes) as (keyof typeof mixes)[]).map((mix) => ({
        name: `${mix}-${k + 1}`,
        input: generate(mix, machines, jobs, load, random),
      })),
    ).flat()

/** Largest number in a trace: sums of a million of them stay exact. */
const LARGEST = 2 ** 31 - 1

interface Machine {
  processors: number
  memory: number
}

export default defineProblem<Trace, unknown>({
  statement: `Place jobs on the machines of a cluster. Jobs come one at a time and ask for processors and memory (GiB) until they end, when nobody knows;
each goes at once to a machine that has room, and is rejected if none has. priority(processors, memory, freeProcessors, freeMemory,
allProcessors, allMemory) says how well a job that asks for so many processors and so much memory fits a machine with so much of both
free, before the job, of so much in all. The job goes to the machine with the highest priority among those that have room; ties go to
the first. Few jobs are to be rejected, weighted by what they ask for, and little is to be stranded: processors that are free where a job
finds too little memory, and memory where it finds too few processors. Machines have 32 processors and 128 GiB, 64 and 256, or 48 and 384; more jobs come than fit.`,
  entry:
    'priority(processors: number, memory: number, freeProcessors: number, freeMemory: number, allProcessors: number, allMemory: number): number',
  direction: 'minimize',
  unit: '% rejected + % stranded',
  cases: {
    train: traces(1, 15, 1200, 1),
    validation: traces(3, 15, 1200, 1),
    heldOut: { 'same size': traces(5, 15, 1500, 1), larger: traces(2, 60, 6000, 1), crowded: traces(3, 15, 1500, 1.2) },
  },

  checkCase({ input }) {
    const read = fieldsOf(input, {
      machines: (list) => listOf(list, (machine) => integersOf(machine, 1, LARGEST, 2)),
      jobs: (list) => listOf(list, (job) => integersOf(job, 0, LARGEST, 4)),
    })
    if ('invalid' in read) return read
    const { machines, jobs } = read
    if (machines.length === 0 || jobs.length === 0) return invalid(`${machines.length === 0 ? 'machines' : 'jobs'}: none`)
    const early = jobs.findIndex(([arrival = 0], k) => arrival < (jobs[k - 1]?.[0] ?? 0))
    if (early >= 0) return invalid(`jobs: element ${early} comes before the one ahead of it`)
    const empty = jobs.findIndex((job) => job.slice(1).includes(0))
    return empty < 0 ? undefined : invalid(`jobs: element ${empty} lasts no time, or asks for no processor or no memory`)
  },

  verify({ input: { machines, jobs } }, answer) {
    const places = integersOf(answer, -1, machines.length - 1, jobs.length)
    if ('invalid' in places) return places
    const free = machines.map(([processors, memory]): Machine => ({ processors, memory }))
    const [allProcessors, allMemory] = [0, 1].map((k) => machines.reduce((sum, machine) => sum + (machine[k] ?? 0), 0)) as [number, number]
    const ends = jobs.map(([arrival, duration]) => arrival + duration)
    // a job that has ended has come before: each lasts at least a second
    const ending = ends.map((_, k) => k).sort((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0) || a - b)
    let ended = 0
    let [offered, rejected, strandedProcessors, strandedMemory] = [0, 0, 0, 0]
    for (const [k, [arrival, duration, processors, memory]] of jobs.entries()) {
      for (let job = ending[ended] ?? -1; (ends[job] ?? Infinity) <= arrival; job = ending[ended] ?? -1) {
        const machine = free[places[job] ?? -1]
        if (machine !== undefined) {
          machine.processors += jobs[job]?.[2] ?? 0
          machine.memory += jobs[job]?.[3] ?? 0
        }
        ended += 1
      }
      for (const machine of free) {
        const roomy = machine.processors >= processors
        const large = machine.memory >= memory
        if (roomy && !large) strandedProcessors += machine.processors
        if (large && !roomy) strandedMemory += machine.memory
      }
      const work = duration * (processors / allProcessors + memory / allMemory)
      offered += work
      const place = places[k] ?? -1
      const machine = free[place]
      if (machine === undefined) {
        if (free.some((other) => other.processors >= processors && other.memory >= memory))
          return invalid(`job ${k} is rejected, but there is room`)
        rejected += work
        continue
      }
      machine.processors -= processors
      machine.memory -= memory
      if (machine.processors < 0 || machine.memory < 0) return invalid(`job ${k} has no room on machine ${place}`)
    }
    const shares = {
      rejected: (100 * rejected) / offered,
      strandedProcessors: (100 * strandedProcessors) / (jobs.length * allProcessors),
      strandedMemory: (100 * strandedMemory) / (jobs.length * allMemory),
    }
    const stranded = shares.strandedProcessors + shares.strandedMemory
    return { score: shares.rejected + stranded, metrics: { ...shares, stranded } }
  },

  // which share of the one is worth which of the other is for whoever runs the cluster to say; the score takes them for equal
  objectives: [
    { name: 'rejected', direction: 'minimize', reference: 20 },
    { name: 'stranded', direction: 'minimize', reference: 20 },
  ],

  descriptors: [
    { name: 'strandedMemory', edges: [2, 3, 4, 5, 6, 8] },
    { name: 'size', edges: [30, 45, 60] },
  ],

  vocabulary: {
    terms: [
      'freeProcessors - processors',
      'freeMemory - memory',
      'processors / freeProcessors',
      'memory / freeMemory',
      'memory / processors',
      'freeMemory / freeProcessors',
      '(freeMemory - memory) / (freeProcessors - processors + 1)',
      'freeProcessors / allProcessors',
      'freeMemory / allMemory',
      'allMemory / allProcessors',
    ],
    functions: ['Math.abs(_ - _)', 'Math.max(_, _)', 'Math.min(_, _)', '_ ** 2', 'Math.log(_)', 'Math.exp(-_)', '_ < _ ? _ : _'],
    constants: [0.1, 0.5, 1, 2, 3, 4, 5, 8, 10, 16],
  },

  references: [
    { name: 'first fit', set: 'same size', score: 24.883, source: 'computed' },
    { name: 'best fit, the initial program', set: 'same size', score: 23.117, source: 'computed' },
    { name: 'best fit by shares', set: 'same size', score: 24.383, source: 'computed' },
    {
      name: 'nearest ratio',
      set: 'same size',
      score: 18.533,
      source: 'computed; the machine whose free memory per free processor is nearest to what the job asks for',
    },
    { name: 'alignment', set: 'same size', score: 25.098, source: 'computed; the dot product of Grandl et al., Tetris, SIGCOMM 2014' },
    {
      name: 'AlphaEvolve',
      set: 'same size',
      score: 22.765,
      source: 'computed; the function printed in Novikov et al., AlphaEvolve (2025), which was found for other traces',
    },
    { name: 'first fit', set: 'larger', score: 21.839, source: 'computed' },
    { name: 'best fit, the initial program', set: 'larger', score: 18.707, source: 'computed' },
    { name: 'best fit by shares', set: 'larger', score: 20.35, source: 'computed' },
    {
      name: 'nearest ratio',
      set: 'larger',
      score: 14.861,
      source: 'computed; the machine whose free memory per free processor is nearest to what the job asks for',
    },
    { name: 'alignment', set: 'larger', score: 22.073, source: 'computed; the dot product of Grandl et al., Tetris, SIGCOMM 2014' },
    {
      name: 'AlphaEvolve',
      set: 'larger',
      score: 21.351,
      source: 'computed; the function printed in Novikov et al., AlphaEvolve (2025), which was found for other traces',
    },
    { name: 'first fit', set: 'crowded', score: 34.221, source: 'computed' },
    { name: 'best fit, the initial program', set: 'crowded', score: 33.8, source: 'computed' },
    { name: 'best fit by shares', set: 'crowded', score: 34.578, source: 'computed' },
    {
      name: 'nearest ratio',
      set: 'crowded',
      score: 28.162,
      source: 'computed; the machine whose free memory per free processor is nearest to what the job asks for',
    },
    { name: 'alignment', set: 'crowded', score: 34.193, source: 'computed; the dot product of Grandl et al., Tetris, SIGCOMM 2014' },
    {
      name: 'AlphaEvolve',
      set: 'crowded',
      score: 30.768,
      source: 'computed; the function printed in Novikov et al., AlphaEvolve (2025), which was found for other traces',
    },
  ],
})
