import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { expect, test } from 'vitest'
import { fences } from '../process.ts'

/** Opens a realm as a sandbox does, and asks V8 how it keeps the objects that lose a property there. */
const script = `
  import ivm from 'isolated-vm'
  import { hardenedRealm, openRealm } from '${new URL('./realm.ts', import.meta.url).href}'
  const isolate = new ivm.Isolate({ snapshot: ivm.Isolate.createSnapshot([{ code: hardenedRealm(100, 1000) }]) })
  const context = isolate.createContextSync()
  context.evalSync(openRealm)
  for (const name of ['Math', 'Array', 'Error', 'RegExp']) {
    console.log(name, context.evalSync('%HasFastProperties(' + name + ')'), context.evalSync('Object.isFrozen(' + name + ')'))
  }
`

test('what has lost a property is read by compilers as before, and is frozen', () => {
  const switches = fences.filter((flag) => !/permission|allow/.test(flag))
  const { stdout, stderr } = spawnSync(process.execPath, [...switches, '--allow-natives-syntax', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout.trim().split('\n')).toEqual(['Math', 'Array', 'Error', 'RegExp'].map((name) => `${name} true true`))
})
