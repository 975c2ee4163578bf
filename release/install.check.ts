import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { project } from '../tests/command.ts'
import { call, ownNode, pack, PROGRAM, settings, usedClone } from './fixtures/consumer.ts'
import type { Ended } from './fixtures/consumer.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-release-'))
afterAll(() => rmSync(root, { recursive: true }))

/** An empty project. */
function emptyProject(name: string): string {
  const folder = join(root, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'commonjs', allowScripts: { node: true } }))
  return folder
}

const install = (folder: string, packages: readonly string[], node: string): Promise<Ended> =>
  call(folder, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], node)

const HINDMOST = `import { defineSelector } from 'ternate'
export default defineSelector({ name: 'hindmost', create: () => ({ select: ({ individuals }) => individuals.slice(-1) }) })
`

const SETTINGS = `
problem: template
plugins: [./annealed.ts, ternate-keep-best, ../node_modules/ternate-hindmost/main.js]
strategy:
  name: mine
  islands:
    - parents: [{ use: annealed, temperature: 0.2, weight: 3 }, { use: hindmost, weight: 1 }]
      proposers: { use: genetic }
      survival: { use: keep-best, count: 10 }
  finalists: 5
`

let tarball = ''
let oldNode = ''
beforeAll(async () => {
  tarball = await pack(await usedClone(join(root, 'clone')), root)
  const tools = emptyProject('tools')
  expect(await install(tools, ['node@22'], ownNode)).toMatchObject({ code: 0 })
  oldNode = join(tools, 'node_modules/node/bin')
})

describe('installed on Node 24', () => {
  let folder = ''
  const npx = (...args: readonly string[]): Promise<Ended> => call(folder, 'npx', ['--no', 'ternate', ...args])
  beforeAll(async () => {
    folder = emptyProject('new')
    const installed = await install(folder, [tarball, 'ts5@npm:typescript@5.9', 'ts7@npm:typescript@7'], ownNode)
    expect(installed).toMatchObject({ code: 0 })
    expect(installed.stderr).not.toContain('EBADENGINE')
  })

  test('it runs a shipped problem', async () => {
    const { code, stdout, stderr } = await npx('run', 'bin-packing', '--evaluations', '30', '--out', 'runs/a')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('npx ternate show runs/a')
    expect(await npx('verify', 'runs/a', '--all')).toMatchObject({ code: 0 })
  })
  test('it makes, checks and runs a problem of one’s own', async () => {
    for (const args of [
      ['init', 'mine'],
      ['check', './mine'],
      ['run', './mine', '--evaluations', '30', '--out', 'runs/b'],
    ])
      expect(await npx(...args)).toMatchObject({ code: 0, stderr: '' })
  })
  test('it runs with plug-ins of the project and of installed packages, from copies of them, here and where the run is imported', async () => {
    const packages: string[] = []
    for (const [name, file, text] of [
      ['ternate-keep-best', 'keep-best.ts', readFileSync(join(project, 'examples/plugins/keep-best.ts'), 'utf8')],
      ['ternate-hindmost', 'main.js', HINDMOST],
    ] as const) {
      const home = join(root, name)
      mkdirSync(home)
      writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', exports: `./${file}` }))
      writeFileSync(join(home, file), text)
      expect(await call(home, 'npm', ['pack', '--silent', '--pack-destination', root])).toMatchObject({ code: 0 })
      packages.push(join(root, `${name}-1.0.0.tgz`))
    }
    expect(await install(folder, packages, ownNode)).toMatchObject({ code: 0 })
    mkdirSync(join(folder, 'settings'))
    writeFileSync(join(folder, 'settings/annealed.ts'), readFileSync(join(project, 'examples/plugins/annealed.ts')))
    writeFileSync(join(folder, 'settings/ternate.yaml'), SETTINGS)
    const steps = [
      ['run', '--config', 'settings/ternate.yaml', '--evaluations', '30', '--out', 'runs/plugged'],
      ['verify', 'runs/plugged', '--all'],
      ['resume', 'runs/plugged', '--evaluations', '40'],
      ['export', 'runs/plugged', '--to', 'bundle', '--out', 'plugged.ternate'],
      ['import', 'plugged.ternate', '--out', 'taken/plugged'],
      ['verify', 'taken/plugged', '--all'],
    ]
    for (const args of steps) {
      const { code, stderr } = await npx(...args)
      expect({ args, code, stderr: stderr.replace('settings from settings/ternate.yaml\n', '') }).toEqual({ args, code: 0, stderr: '' })
      // from the second step on only the run's copies are there
      rmSync(join(folder, 'settings'), { recursive: true, force: true })
      for (const name of ['ternate-keep-best', 'ternate-hindmost'])
        rmSync(join(folder, 'node_modules', name), { recursive: true, force: true })
    }
  })
  test('it shows the page', async () => {
    const args = [join(folder, 'node_modules/ternate/cli/ternate.js'), 'dashboard', '--json']
    const server = spawn(join(ownNode, 'node'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      for await (const line of createInterface({ input: server.stdout })) {
        const { url } = JSON.parse(line) as { url: string }
        const html = await (await fetch(url)).text()
        const [script = ''] = /[^"]+\.js/.exec(html) ?? []
        const loaded = await fetch(new URL(script, url))
        expect(loaded.status).toBe(200)
        expect((await loaded.text()).length).toBeGreaterThan(20_000)
        break
      }
    } finally {
      server.kill()
      await once(server, 'exit')
    }
  })
  test('it is imported', async () => {
    writeFileSync(join(folder, 'program.mts'), PROGRAM)
    const { code, stdout, stderr } = await call(folder, 'node', ['program.mts'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^[0-9A-F]{64}$/m)
  })
  for (const compiler of ['ts5', 'ts7'])
    for (const resolution of ['nodenext', 'bundler'] as const)
      test(`its types pass ${compiler}, ${resolution}`, async () => {
        writeFileSync(join(folder, 'program.mts'), PROGRAM)
        writeFileSync(join(folder, 'tsconfig.json'), settings(resolution))
        expect(await call(folder, 'node', [`node_modules/${compiler}/bin/tsc`])).toMatchObject({ code: 0, stdout: '' })
      })
})

describe('installed on Node 22', () => {
  let folder = ''
  beforeAll(async () => {
    folder = emptyProject('old')
    expect(await install(folder, [tarball], oldNode)).toMatchObject({ code: 0 })
  })

  test('it leaves isolated-vm out', () => {
    expect(existsSync(join(folder, 'node_modules/lmdb'))).toBe(true)
    expect(existsSync(join(folder, 'node_modules/isolated-vm'))).toBe(false)
  })
  test('the command refuses in one line', async () => {
    const { code, stdout, stderr } = await call(folder, 'npx', ['--no', 'ternate', 'run', 'bin-packing'], oldNode)
    const said = stderr.split('\n').filter((line) => !line.startsWith('npm warn'))
    expect({ code, stdout, said }).toEqual({
      code: 1,
      stdout: '',
      said: [expect.stringMatching(/^ternate: Node 24 or later is needed, and this is v22\..* \[NODE_VERSION\]$/), ''],
    })
  })
  test('the library refuses with the same code', async () => {
    const program = `import('ternate').then(({ evolve }) => evolve('bin-packing')).then(({ finished }) => finished).catch(({ code, message }) => console.log(code, message))`
    expect((await call(folder, 'node', ['-e', program], oldNode)).stdout).toMatch(
      /^NODE_VERSION Node 24 or later is needed, and this is v22\.[^\n]*\n$/,
    )
  })
})

describe('what others say of the package', () => {
  test.each([
    ['publint', ['publint@0.3.25', '--strict']],
    ['attw', ['@arethetypeswrong/cli@0.18.5', '--profile', 'esm-only']],
  ])('%s finds nothing wrong', async (_, [name = '', ...args]) => {
    const { code, stdout, stderr } = await call(root, 'npx', ['--yes', '--prefer-offline', name, tarball, ...args])
    expect(code, stdout + stderr).toBe(0)
  })
})
