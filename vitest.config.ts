import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Whole runs by the dozen, faults one by one, terminals, a layer of the sandbox at a time: `npm run test:long`. */
export const SLOW: string[] = [
  'tests/long/**/*.test.ts',
  'tests/{agents,asking,baselines,compare,conversation,faults,guide,kill,mechanisms,objectives,onward,readme,samples,steer,texts}.test.ts',
  'cli/view/{hostile,terminal}.test.ts',
  'evaluators/isolate/layers.test.ts',
]

/** Tests that watch clocks, the machine's load or a browser: they bear none beside them. */
const WATCHING = [
  'bench/**/*.test.ts',
  'cli/help.test.ts',
  'cli/view/*.test.ts',
  'dashboard/**/*.test.ts',
  'evaluators/workers/pool.test.ts',
  'evaluators/isolate/progress.test.ts',
  'evaluators/isolate/sandbox/{jail,process,supervisor}.test.ts',
  'evaluators/isolate/sandbox/realm/fuel-counter.test.ts',
  'languages/javascript/linear.test.ts',
  'models/*.test.ts',
  'tests/{dashboard,rebuild,replies}.test.ts',
]

const EXCLUDED = ['node_modules/**', 'dist/**', 'runs/**']

/**
 * Tests of a file that is not long as a whole: left out here, `vitest run --tags-filter long` runs them alone.
 * Each has a shorter one beside it that fails with it.
 */
const TAGS = [{ name: 'long', description: 'takes many seconds of processor time', timeout: 300_000 }]

/** Taken from here as from the command line; its type is the command line's alone. */
const FILTER = { tagsFilter: ['!long'] }

/** Looks at held-out cases in tests are none of a user's, and go to a ledger that is nobody's. */
export const ENVIRONMENT: Record<string, string> = { TERNATE_FOLDER: mkdtempSync(join(tmpdir(), 'ternate-tests-')) }

const shared = {
  env: ENVIRONMENT,
  experimental: { viteModuleRunner: false },
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const

/** Those that compute run two at a time; the others one after the other. */
const config: ViteUserConfig = defineConfig({
  test: {
    tags: TAGS,
    ...FILTER,
    projects: [
      {
        test: {
          ...shared,
          name: 'computing',
          include: ['**/*.test.ts'],
          exclude: [...EXCLUDED, ...SLOW, ...WATCHING],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'watching',
          include: WATCHING,
          exclude: [...EXCLUDED, ...SLOW],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

export default config
