import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** What a release must pass beside the tests; it installs from the registry. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['release/**/*.check.ts'],
    experimental: { viteModuleRunner: false },
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
})

export default config
