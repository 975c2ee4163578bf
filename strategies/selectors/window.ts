import * as z from 'zod'

/** How many individuals a rule that passes over all of them looks at, best first; the default is a choice of ours, from no source. */
export const WINDOW: z.ZodDefault<z.ZodInt> = z.int().positive().max(1_000_000).default(1000)
