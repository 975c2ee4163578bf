import { describe, expect, test } from 'vitest'
import type { Files } from '../../engine/contracts/program.ts'
import { makeProgram } from '../../languages/index.ts'
import { readOffspring } from './edits.ts'

/** A program of one file with a frame: a helper and a head that stay, comments inside of the block. */
const initial = `/** Helper of the frame. */
function half(x: number): number {
  return x / 2
}

/** Says how much. */
export function f(x: number, y: number): number {
  // EVOLVE-BLOCK-START
  // the step
  const k = 1
  const s = "a" // a name
  if (x > y) {
    return half(x) * k
  }
  return x * k + s.length
  // EVOLVE-BLOCK-END
}
`
const body = initial.slice(initial.indexOf('START\n') + 6, initial.indexOf('  // EVOLVE-BLOCK-END'))
const one: Files = { 'program.ts': initial }
const better = initial.replace('k = 1', 'k = 7')
const wanted = body.replace('k = 1', 'k = 7')

/** The same without a frame. */
const free: Files = {
  'program.js': `const table = [1, 2]\n\nfunction helper(x) {\n  return table[0] * x\n}\n\nexport function f(x) {\n  return helper(x)\n}\n`,
}

/** A program of three files. */
const many: Files = {
  'lib/weigh.ts': 'export function weigh(x: number): number {\n  // EVOLVE-BLOCK-START\n  return x * 2\n  // EVOLVE-BLOCK-END\n}\n',
  'lib/table.ts': 'export const table = [1, 2, 3]\n',
  'program.ts':
    "import { weigh } from './lib/weigh.ts'\nimport { table } from './lib/table.ts'\nexport function f(x: number, y: number): number {\n  // EVOLVE-BLOCK-START\n  return weigh(x) + table[0] + y\n  // EVOLVE-BLOCK-END\n}\n",
}

const block = (search: string, replace: string, file = ''): string =>
  `${file === '' ? '' : `### file: ${file}\n`}<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`
const fenced = (text: string, info = 'ts'): string => `\`\`\`${info}\n${text}\n\`\`\``
const change = block('  const k = 1', '  const k = 7')
const unmarked = (text: string): string => text.replaceAll(/^.*EVOLVE-BLOCK.*\n/gm, '')
const uncommented = (text: string): string => unmarked(text).replaceAll(/^ *\/\/.*\n| *\/\/.*$|^\/\*\*.*\n/gm, '')
const json = (value: unknown): string => JSON.stringify(value, null, 2)
const think = (text: string, tag = 'think'): string => `<${tag}>\n${text}\n</${tag}>\n\n`

const formOf = (files: Files): string => {
  const made = makeProgram(files)
  return made.ok ? made.program.canonicalHash : ''
}

/** The program that a reply makes of another one, or why it makes none. */
function read(reply: string, base: Files): Files | string {
  const made = readOffspring(reply, { base, frame: base, entry: 'f', limit: 400, known: new Set([formOf(base)]) })
  return made.kind === 'failure' ? `${made.failure}: ${made.reason}` : made.program.files
}

/** A part of the text as it was and as it should be, in a program of which all else stays. */
function expectChange(reply: string, base: Files, name: string, wanted: string): void {
  const files = read(reply, base)
  if (typeof files === 'string') throw new Error(files)
  const form = (text: string): string => formOf({ ...base, [name]: text })
  expect(form(files[name] ?? '')).toBe(form(wanted))
  for (const other of Object.keys(base)) if (other !== name) expect(files[other]).toBe(base[other])
  const [head, tail] = [base[name]?.split('EVOLVE-BLOCK-START')[0] ?? '', base[name]?.split('EVOLVE-BLOCK-END')[1] ?? '']
  if (tail !== '') expect(files[name]?.startsWith(head) === true && files[name].endsWith(tail)).toBe(true)
}

const diff = ` export function f(x: number, y: number): number {
   // EVOLVE-BLOCK-START
   // the step
-  const k = 1
+  const k = 7
   const s = "a" // a name`

describe('a reply about a program of one file', () => {
  test.each<[form: string, reply: string]>([
    // SEARCH/REPLACE
    ['a block', change],
    ['a block in a fence', fenced(change, '')],
    ['a block in a fence named diff', fenced(change, 'diff')],
    ['a block in a fence named python', fenced(change, 'python')],
    ['two fences, a block in the second', `${fenced('const k = 1', 'text')}\n\n${fenced(change)}`],
    ['markers of six', change.replace(/<{7}/, '<<<<<<').replace('=======', '======').replace(/>{7}/, '>>>>>>')],
    ['markers of nine', change.replace(/<{7}/, '<'.repeat(9)).replace('=======', '='.repeat(9)).replace(/>{7}/, '>'.repeat(9))],
    ['markers of different lengths', change.replace('=======', '======').replace(/>{7}/, '>>>>>>>>')],
    ['<<<<<<< HEAD', change.replace('SEARCH', 'HEAD')],
    ['<<<<<<< ORIGINAL', change.replace('SEARCH', 'ORIGINAL').replace('REPLACE', 'UPDATED')],
    ['<<<<<<< HEAD with a branch at the end', change.replace('SEARCH', 'HEAD').replace('REPLACE', 'feature/k')],
    ['a merge conflict with its ancestor', change.replace('SEARCH', 'HEAD').replace('=======', '||||||| base\n  const k = 0\n=======')],
    ['an end marker without its word', change.replace('>>>>>>> REPLACE', '>>>>>>>')],
    ['an end marker with text behind', `${change} and this is why`],
    ['an end marker that is lost in a fence', fenced(change.replace('\n>>>>>>> REPLACE', ''))],
    ['lower case', change.toLowerCase()],
    ['carriage returns', change.replaceAll('\n', '\r\n')],
    ['tabs', block('\tconst k = 1', '\tconst k = 7')],
    ['no indentation', block('const k = 1', 'const k = 7')],
    ['no-break spaces', block('  const\u00a0k\u00a0= 1', '  const k = 7')],
    ['a byte-order mark before', `\ufeff${change}`],
    ['a SEARCH with a semicolon', block('  const k = 1;', '  const k = 7;')],
    ['a SEARCH with other quotes', block("  const s = 'a'\n  if (x > y) {", "  const s = 'a'\n  if (x > y) {").replace('', `${change}\n`)],
    ['a SEARCH without comments', block(uncommented(body).trimEnd(), uncommented(wanted).trimEnd())],
    ['a SEARCH of the whole function without comments', block(uncommented(initial).trim(), uncommented(better).trim())],
    [
      'a SEARCH of the whole function without markers',
      block(
        unmarked(initial).slice(unmarked(initial).indexOf('export')).trim(),
        unmarked(better).slice(unmarked(better).indexOf('export')).trim(),
      ),
    ],
    ['a SEARCH with other blanks', block('const   k=1', 'const k = 7')],
    [
      'a SEARCH broken into other lines',
      block('if (x > y)\n{\nreturn half(x) * k\n}', 'if (x > y) { return half(x) * k }').replace('', `${change}\n`),
    ],
    ['a SEARCH that is fenced', `<<<<<<< SEARCH\n${fenced('  const k = 1')}\n=======\n${fenced('  const k = 7')}\n>>>>>>> REPLACE`],
    ['blank lines around the SEARCH', block('\n\n  const k = 1\n', '\n\n  const k = 7\n')],
    ['the same block twice', `${change}\n\n${change}`],
    ['a block and the whole program after it', `${change}\n\nThe whole:\n\n${fenced(better)}`],
    ['a block that matches nothing and the whole program', `${block('const z = 1', 'const z = 7')}\n\n${fenced(better)}`],
    ['the name of another file', block('  const k = 1', '  const k = 7', 'solution.ts')],
    // thoughts
    ['thoughts with a block', `${think(block('  const k = 1', '  const k = 3'))}${change}`],
    ['thoughts with a block for other lines', `${think(block('  return x * k + s.length', '  return 0'))}${change}`],
    ['thoughts with a program', `${think(fenced(initial.replace('k = 1', 'k = 3')))}${fenced(better)}`],
    ['thoughts with an unclosed fence', `${think('```ts\nexport function')}${fenced(better)}`],
    ['thoughts with an unclosed block', `${think('<<<<<<< SEARCH\n  const k = 1')}${change}`],
    ['thoughts with a marker', `${think('I end with\n>>>>>>> REPLACE\n')}${change}`],
    ['<thinking>', `${think(block('a', 'b'), 'thinking')}${change}`],
    ['<reasoning>', `${think(block('a', 'b'), 'reasoning')}${change}`],
    ['<thought>', `${think(block('a', 'b'), 'thought')}${change}`],
    ['<seed:think>', `${think(block('a', 'b'), 'seed:think')}${change}`],
    ['<THINK>', `${think(block('a', 'b'), 'THINK')}${change}`],
    ['[THINK]', `[THINK]${block('a', 'b')}[/THINK]${change}`],
    ['◁think▷', `◁think▷${block('a', 'b')}◁/think▷\n${change}`],
    ['thoughts without their opening tag', `${block('a', 'b')}\n</think>\n${change}`],
    ['thoughts without their opening tag, with half a fence', `\`\`\`ts\nhalf\n</think>\n${fenced(better)}`],
    ['several thoughts', `${think('one')}First:\n${think(block('a', 'b'))}${change}`],
    ['nested thoughts', `<think>\na <think> b\n<think>\n${block('a', 'b')}\n</think>\n${block('c', 'd')}\n</think>\n${change}`],
    ['thoughts about tags', `<think>\nI use <think> tags\n</think>\n${change}`],
    ['thoughts behind', `${change}\n\n<think>\nWas that right? ${block('a', 'b')}`],
    ['thoughts on one line', `<think>ok</think>${fenced(better)}`],
    ['Harmony', `<|channel|>analysis<|message|>${block('a', 'b')}<|end|><|start|>assistant<|channel|>final<|message|>${change}<|return|>`],
    ['Harmony without its signs', `analysisI would do ${fenced('const k')}assistantfinal${fenced(better)}`],
    ['Cohere', `<|START_THINKING|>${block('a', 'b')}<|END_THINKING|>${change}`],
    ['begin_of_thought', `<|begin_of_thought|>\n${block('a', 'b')}\n<|end_of_thought|>\n${change}`],
    ['an end token', `${fenced(better)}<|im_end|>`],
    ['end tokens behind a bare program', `${better}<|eot_id|></s>`],
    // whole programs
    ...[
      'ts',
      'tsx',
      'js',
      'jsx',
      'javascript',
      'TypeScript',
      'mjs',
      'es6',
      'node',
      'deno',
      'python',
      'cpp',
      'code',
      '',
      'typescript {3-4}',
      'ts title="program.ts"',
      '{.ts}',
    ].map((info): [string, string] => [`a fence named ${info}`, fenced(better, info)]),
    ['tildes', `~~~ts\n${better}~~~`],
    ['four backticks', `\`\`\`\`ts\n${better}\`\`\`\``],
    [
      'an indented fence',
      fenced(better)
        .split('\n')
        .map((line) => `    ${line}`)
        .join('\n'),
    ],
    ['a fence in a list', `1. Do this:\n\n   ${fenced(better).split('\n').join('\n   ')}`],
    ['a fence within a fence', `\`\`\`\`markdown\n# Answer\n\n${fenced(better)}\n\`\`\`\``],
    ['a fence within an equal one', `\`\`\`markdown\n# Answer\n\n${fenced(better)}\n\`\`\``],
    ['an unclosed fence', `\`\`\`ts\n${better}`],
    ['a fence that closes on the last line', `\`\`\`ts\n${better.trimEnd()}\`\`\``],
    ['no fence', better],
    ['no fence, prose before', `Here is the program:\n\n${better}`],
    ['no fence, prose before and after', `Here is the program:\n\n${better}\nThat raises k.\n`],
    ['no fence and no markers', unmarked(better)],
    ['carriage returns throughout', fenced(better).replaceAll('\n', '\r\n')],
    ['a byte-order mark inside of the fence', fenced(`\ufeff${better}`)],
    ['a byte-order mark before the fence', `\ufeff${fenced(better)}`],
    ['a zero-width space at its head', fenced(`\u200b${better}`)],
    ['lost markers', fenced(unmarked(better))],
    ['lost markers and comments', fenced(uncommented(better))],
    ['lost markers and types', fenced(unmarked(better).replaceAll(': number', ''), 'js')],
    ['one lost marker', fenced(better.replace(/.*EVOLVE-BLOCK-END\n/, ''))],
    ['the function alone, without markers', fenced(unmarked(better).slice(unmarked(better).indexOf('export')))],
    ['the function alone, with markers', fenced(better.slice(better.indexOf('export')))],
    ['the function alone, not exported', fenced(unmarked(better).slice(unmarked(better).indexOf('export')).replace('export ', ''))],
    ['the frame left out by a comment', fenced(`// ... existing code ...\n\n${better.slice(better.indexOf('export'))}`)],
    ['the body of the only block', fenced(wanted)],
    ['the body of the only block, not indented', fenced(wanted.replaceAll(/^ {2}/gm, ''))],
    ['the body with its markers', fenced(`  // EVOLVE-BLOCK-START\n${wanted}  // EVOLVE-BLOCK-END`)],
    ['the parent, then the program', `Before:\n${fenced(initial)}\nAfter:\n${fenced(better)}`],
    ['a draft, then the program', `First idea:\n${fenced(initial.replace('k = 1', 'k = 3'))}\nBetter:\n${fenced(better)}`],
    ['the program, then how to call it', `${fenced(better)}\n\nUsage:\n${fenced('console.log(f(1, 2))')}`],
    ['the program, then an output', `${fenced(better)}\n${fenced('f(1, 2) = 7', 'text')}`],
    ['the old line and the new one', `Replace\n${fenced('  const k = 1')}\nwith\n${fenced('  const k = 7')}`],
    // diffs
    ['a diff', fenced(`--- a/program.ts\n+++ b/program.ts\n@@ -6,6 +6,6 @@\n${diff}`, 'diff')],
    [
      'a diff of git',
      fenced(
        `diff --git a/program.ts b/program.ts\nindex 1234567..89abcde 100644\n--- a/program.ts\n+++ b/program.ts\n@@ -6,6 +6,6 @@ export function f\n${diff}`,
        'diff',
      ),
    ],
    ['a diff with wrong numbers', fenced(`--- program.ts\n+++ program.ts\n@@ -1,1 +1,1 @@\n${diff}`, 'patch')],
    ['a diff without names', fenced(`@@ -6,6 +6,6 @@\n${diff}`, 'diff')],
    ['a diff without heads', fenced(diff, 'diff')],
    ['lines that go and come', fenced('-  const k = 1\n+  const k = 7', 'diff')],
    [
      'lines that go and come, far apart',
      fenced('-  const k = 1\n+  const k = 6\n-  return half(x) * k\n+  return half(x) * k', 'diff').replace('k = 6', 'k = 7'),
    ],
    ['lines with marks alone, not indented', fenced('- const k = 1\n+ const k = 7', 'diff')],
    ['a diff without a fence', `I raise k.\n\n--- a/program.ts\n+++ b/program.ts\n@@ -6,6 +6,6 @@\n${diff}\n`],
    ['a diff whose context has lost its blank', fenced(`@@ @@\n${diff.replaceAll(/^ /gm, '')}`, 'diff')],
    ['apply_patch', `*** Begin Patch\n*** Update File: program.ts\n@@ export function f\n${diff}\n*** End Patch`],
    ['a diff in a fence named ts', fenced('-  const k = 1\n+  const k = 7')],
    // JSON
    ['edits', fenced(json({ edits: [{ file: 'program.ts', search: '  const k = 1', replace: '  const k = 7' }] }), 'json')],
    ['edits without a fence', json({ edits: [{ file: 'program.ts', search: 'const k = 1', replace: 'const k = 7' }] })],
    ['edits as a list', json([{ search: 'const k = 1', replace: 'const k = 7' }])],
    ['one edit', json({ old_string: 'const k = 1', new_string: 'const k = 7' })],
    ['edits under a file', json({ changes: [{ path: 'program.ts', edits: [{ find: 'const k = 1', replacement: 'const k = 7' }] }] })],
    [
      'a call of a tool',
      json({ name: 'injection', arguments: json({ file: 'program.ts', old_str: 'const k = 1', new_str: 'const k = 7' }) }),
    ],
    ['code', json({ code: better })],
    ['code in a fence', fenced(json({ explanation: 'k is more', code: better }), 'json')],
    ['code with line breaks in its string', `{"code": "${better.replaceAll('"', '\\"')}"}`],
    ['code with a comma too much', `{"code": ${JSON.stringify(better)},}`],
    ['code in a fence in a string', json({ answer: fenced(better) })],
    ['blocks in a string', json({ patch: change })],
    ['files by name', json({ files: { 'program.ts': better } })],
    ['files as a list', json({ files: [{ path: 'program.ts', content: better }] })],
    ['lines in a list', json({ program: better.split('\n') })],
    // tags
    ['<file path>', `<file path="program.ts">\n${better}</file>`],
    ['<file name> in a fence', `<file name="program.ts">\n${fenced(better)}\n</file>`],
    ['<answer>', `<answer>\n${fenced(better)}\n</answer>`],
    ['<code>', `I raise k.\n<code>\n${better}</code>`],
    ['<code> with entities', `<code>\n${better.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</code>`],
    ['CDATA', `<file path="program.ts"><![CDATA[\n${better}]]></file>`],
    ['<search> and <replace>', '<edit>\n<search>\n  const k = 1\n</search>\n<replace>\n  const k = 7\n</replace>\n</edit>'],
    ['<old> and <new> on one line', '<old>const k = 1</old>\n<new>const k = 7</new>'],
    ['blocks within tags', `<answer>\n${change}\n</answer>`],
    ['tags by other names', '<find>const k = 1</find>\n<replace_with>const k = 7</replace_with>'],
    ['tags in capitals', '<SEARCH>\n  const k = 1\n</SEARCH>\n<REPLACE>\n  const k = 7\n</REPLACE>'],
    // markers set otherwise
    ['markers of dashes and plus signs', change.replace('<<<<<<<', '-------').replace('>>>>>>>', '+++++++')],
    ['markers of three', change.replace(/<{7}/, '<<<').replace('=======', '===').replace(/>{7}/, '>>>')],
    ['markers in bold', change.replaceAll(/^[<=>].*$/gm, '**$&**')],
    ['markers in comments', change.replaceAll(/^[<=>].*$/gm, '// $&')],
    ['markers with colons', change.replace('SEARCH', 'SEARCH:').replace('REPLACE', 'REPLACE:')],
    ['line numbers before the lines of a block', block('10:   const k = 1', '10:   const k = 7')],
    ['line numbers and tabs', block('     9\t  // the step\n    10\t  const k = 1', '     9\t  // the step\n    10\t  const k = 7')],
    ['a heading above each half', `### Find\n${fenced('  const k = 1')}\n### Replace with\n${fenced('  const k = 7')}`],
    // around all of it
    ['a quotation around a fence', fenced(better).replaceAll(/^/gm, '> ')],
    ['a quotation around a block', change.replaceAll(/^/gm, '> ')],
    ['escaped markers', change.replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
    ['carriage returns alone', fenced(better).replaceAll('\n', '\r')],
    ['a string of JSON', JSON.stringify(fenced(better))],
    ['line ends spelled out', fenced(better).replaceAll('\n', '\\n')],
    [
      'line numbers throughout',
      fenced(
        better
          .split('\n')
          .map((line, k) => `${String(k + 1).padStart(3)} | ${line}`)
          .join('\n'),
      ),
    ],
    ['a fence that opens behind prose', `Here it is: \`\`\`ts\n${better}\`\`\``],
    ['three quotation marks', `"""\n${better}"""`],
    ['the body without a fence', wanted],
    // more diffs
    ['a diff without a fence, in tags', `<diff>\n--- a/program.ts\n+++ b/program.ts\n@@ -6,6 +6,6 @@\n${diff}\n</diff>`],
    [
      'a diff with carriage returns',
      fenced(`--- a/program.ts\n+++ b/program.ts\n@@ -6,6 +6,6 @@\n${diff}`, 'diff').replaceAll('\n', '\r\n'),
    ],
    ['a diff between tildes', `~~~diff\n-  const k = 1\n+  const k = 7\n~~~`],
    ['a diff that adds the file', fenced(`--- /dev/null\n+++ b/program.ts\n@@ -0,0 +1,18 @@\n${better.replaceAll(/^/gm, '+')}`, 'diff')],
    ['apply_patch that adds the file', `*** Begin Patch\n*** Add File: program.ts\n${better.replaceAll(/^/gm, '+')}\n*** End Patch`],
    [
      'apply_patch in a shell',
      fenced(`apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: program.ts\n@@\n${diff}\n*** End Patch\nEOF`, 'bash'),
    ],
    // JSON as models write it, and what is like it
    ['JSON with comments', '{\n  // the change\n  "edits": [{ "search": "const k = 1", "replace": "const k = 7" }] /* done */\n}'],
    ['JSON with single quotes', "{'edits': [{'search': 'const k = 1', 'replace': 'const k = 7'}], 'sure': True}"],
    ['JSON with bare keys', '{ edits: [ { search: "const k = 1", replace: "const k = 7", }, ], }'],
    ['JSON with a template for a string', `{ "code": \`${better}\` }`],
    ['JSON with three quotes for a string', `{ "code": """${better}""" }`],
    ['JSON between prose', `Here is my edit:\n\n${json({ search: 'const k = 1', replace: 'const k = 7' })}\n\nThat is it.`],
    [
      'JSON line by line',
      `${JSON.stringify({ search: 'const k = 1', replace: 'const k = 7' })}\n${JSON.stringify({ search: '(x > y)', replace: '(x > y)' })}`,
    ],
    ['oldText and newText', json({ edits: [{ oldText: 'const k = 1', newText: 'const k = 7' }] })],
    ['old_content and new_content', json([{ path: 'program.ts', old_content: 'const k = 1', new_content: 'const k = 7' }])],
    ['a list of one text', json([better])],
    ['a list of parts', json([{ type: 'text', text: fenced(better) }])],
    ['a chat completion', json({ choices: [{ message: { role: 'assistant', content: fenced(better) } }] })],
    [
      'calls of tools as an endpoint has them',
      json({
        tool_calls: [
          {
            type: 'function',
            function: { name: 'edit', arguments: json({ edits: [{ old_str: 'const k = 1', new_str: 'const k = 7' }] }) },
          },
        ],
      }),
    ],
    [
      'a call in tags',
      `<tool_call>\n${JSON.stringify({ name: 'edit', arguments: { path: 'program.ts', old_str: 'const k = 1', new_str: 'const k = 7' } })}\n</tool_call>`,
    ],
    ['a call behind its token', `[TOOL_CALLS] [${JSON.stringify({ name: 'write', arguments: { path: 'program.ts', content: better } })}]`],
    [
      'parameters with names',
      '<invoke name="edit">\n<parameter name="path">program.ts</parameter>\n<parameter name="old_str">  const k = 1</parameter>\n<parameter name="new_str">  const k = 7</parameter>\n</invoke>',
    ],
    [
      'parameters that are their names',
      `<function=write>\n<parameter=path>\nprogram.ts\n</parameter>\n<parameter=content>\n${better}</parameter>\n</function>`,
    ],
    ['YAML', fenced('edits:\n  - search: "const k = 1"\n    replace: "const k = 7"', 'yaml')],
    ['YAML with a block', fenced(`file: program.ts\ncode: |\n${better.replaceAll(/^/gm, '  ')}`, 'yml')],
  ])('is read: %s', (_, reply) => {
    expectChange(reply, one, 'program.ts', better)
  })

  test.each<[failure: string, form: string, reply: string]>([
    ['nothing', 'an explanation', 'I would raise k to 7.'],
    ['nothing', 'nothing', ''],
    ['nothing', 'a command for a shell', fenced("sed -i 's/k = 1/k = 7/' program.ts", 'bash')],
    ['nothing', 'edits by the numbers of lines', json({ edits: [{ startLine: 10, endLine: 10, text: '  const k = 7' }] })],
    ['unmatched', 'a diff as ed has it', fenced('10c10\n<   const k = 1\n---\n>   const k = 7', 'diff')],
    ['nothing', 'a fence in another language', fenced('def f(x):\n  return 7', 'python')],
    ['nothing', 'thoughts and no answer', `${think(fenced(better))}I am done.`],
    ['truncated', 'thoughts that do not end', `<think>\n${fenced(better)}`],
    ['truncated', 'half a program', `\`\`\`ts\n${better.slice(0, -30)}`],
    ['truncated', 'half a block', `<<<<<<< SEARCH\n  const k = 1\n=======\n  const k =`],
    ['unmatched', 'a loop of another program', block('  for (const z of zs) {', '  for (const z of zs) {')],
    ['ambiguous', 'a SEARCH that occurs twice', block('* k', '* 7')],
    ['ambiguous', 'a part of the body', fenced('  return x * k * 7')],
    ['outside', 'a change of the frame', block('return x / 2', 'return x / 3')],
    ['outside', 'lost markers and another head', fenced(unmarked(better).replace('y: number', 'z: number'))],
    ['elided', 'a body with a hole', fenced(better.replace(/ {2}if[\s\S]*?\n {2}\}/, '  // ... existing code ...'))],
    ['syntax', 'a missing brace', block('  if (x > y) {', '  if (x > y) {{')],
    ['unchanged', 'the parent', fenced(initial)],
    ['unchanged', 'a SEARCH that is its REPLACE', block('  const k = 1', '  const k = 1')],
    ['overlapping', 'two blocks for a line', `${change}\n${block('const k = 1', 'const k = 8')}`],
  ])('is refused as %s: %s', (failure, _, reply) => {
    expect(read(reply, one)).toMatch(new RegExp(`^${failure}: `))
  })

  test('a syntax error carries its line and what the parser says', () => {
    expect(read(block('  const k = 1', '  const k = = 1'), one)).toBe(
      'syntax: program.ts does not parse at line 10:13: expression expected',
    )
    expect(read(fenced('enum A { B }\nexport function f() {}'), { 'program.ts': 'export function f() {}' })).toMatch(
      /^syntax: program\.ts does not parse at line 1:1: types that cannot be erased: enum/,
    )
    expect(read(fenced('let a = 1\nexport function f( {}'), { 'program.js': 'export function f() {}' })).toMatch(
      /does not parse at line 2:\d+: \w/,
    )
  })

  test('several places of which one may change are one place', () => {
    const base = { 'program.ts': initial.replace('return x / 2', 'const k = 1\n  return x / 2 / k') }
    expectChange(change, base, 'program.ts', base['program.ts'].replace('  const k = 1\n  const s', '  const k = 7\n  const s'))
  })
})

describe('a reply about a program without a frame', () => {
  const changed = free['program.js']?.replace('return helper(x)', 'return helper(x) + 1') ?? ''
  test.each<[form: string, reply: string]>([
    ['the whole', fenced(changed, 'js')],
    ['the entry alone', fenced('export function f(x) {\n  return helper(x) + 1\n}', 'js')],
    ['the entry alone, not exported', fenced('function f(x) {\n  return helper(x) + 1\n}', 'js')],
    ['the rest left out by a comment', fenced('// ... rest unchanged ...\nexport function f(x) {\n  return helper(x) + 1\n}', 'js')],
    ['a diff', fenced('-  return helper(x)\n+  return helper(x) + 1', 'diff')],
  ])('is read: %s', (_, reply) => {
    const files = read(reply, free)
    expect(typeof files === 'string' ? files : files['program.js']).toContain('return helper(x) + 1')
    expect(typeof files === 'string' ? files : files['program.js']).toMatch(
      /table = \[1, 2\][\s\S]*table\[0\] \* x[\s\S]*export function f/,
    )
  })

  test('a helper alone takes the place of the helper', () => {
    expectChange(
      fenced('function helper(x) {\n  return table[1] * x\n}', 'js'),
      free,
      'program.js',
      free['program.js']?.replace('[0]', '[1]') ?? '',
    )
  })
})

describe('a reply about a program of several files', () => {
  const weigh = many['lib/weigh.ts']?.replace('x * 2', 'x * 3') ?? ''
  const edit = block('  return x * 2', '  return x * 3')
  test.each<[form: string, reply: string]>([
    ['### file:', `### file: lib/weigh.ts\n${edit}`],
    ['bold above a fence', `**lib/weigh.ts**\n\n${fenced(weigh)}`],
    ['bold with a colon', `**lib/weigh.ts:**\n\n${fenced(weigh)}`],
    ['a heading in backticks above a block', `#### \`lib/weigh.ts\`\n\n${edit}`],
    ['a comment in the first line', fenced(`// lib/weigh.ts\n${weigh}`)],
    ['a comment with the word', fenced(`// file: lib/weigh.ts\n${weigh}`)],
    ['a comment of another language', fenced(`# lib/weigh.ts\n${weigh}`)],
    ['behind the fence', fenced(weigh, 'ts lib/weigh.ts')],
    ['behind the fence with a colon', fenced(weigh, 'ts:lib/weigh.ts')],
    ['behind the fence in place of a language', fenced(weigh, 'lib/weigh.ts')],
    ['title=', fenced(weigh, 'ts title="lib/weigh.ts"')],
    ['in a list', `1. \`lib/weigh.ts\`\n\n${fenced(weigh)}`],
    ['between rules', `--- lib/weigh.ts ---\n${fenced(weigh)}`],
    ['in a sentence that announces it', `Here is the new \`lib/weigh.ts\`:\n\n${fenced(weigh)}`],
    ['inside of a fence before a block', `\`\`\`\nlib/weigh.ts\n${edit}\n\`\`\``],
    ['without its folder', `**weigh.ts**\n${fenced(weigh)}`],
    ['with a folder too much', `**src/lib/weigh.ts**\n${fenced(weigh)}`],
    ['with another ending', `**lib/weigh.js**\n${fenced(weigh)}`],
    ['with ./', `### file: ./lib/weigh.ts\n${edit}`],
    ['a block without a name that matches in one file', edit],
    ['a fence without a name that declares what one file declares', fenced(weigh)],
    ['without its markers', `**lib/weigh.ts**\n${fenced(unmarked(weigh))}`],
    ['a diff', fenced('--- a/lib/weigh.ts\n+++ b/lib/weigh.ts\n@@ -1,3 +1,3 @@\n-  return x * 2\n+  return x * 3', 'diff')],
    ['a tag', `<file path="lib/weigh.ts">\n${weigh}</file>`],
    ['JSON edits', fenced(json({ edits: [{ file: 'lib/weigh.ts', search: 'return x * 2', replace: 'return x * 3' }] }), 'json')],
    ['JSON files', json({ files: { 'lib/weigh.ts': weigh } })],
    [
      'beside the other files as they were',
      Object.entries({ ...many, 'lib/weigh.ts': weigh })
        .map(([name, text]) => `**${name}**\n${fenced(text)}`)
        .join('\n\n'),
    ],
    [
      'in comments, all files in one fence',
      fenced(
        Object.entries({ ...many, 'lib/weigh.ts': weigh })
          .map(([name, text]) => `// ${name}\n${text}`)
          .join('\n'),
      ),
    ],
    ['a path of Windows', `### file: lib\\weigh.ts\n${fenced(weigh)}`],
    ['between lines of equal signs', `==== lib/weigh.ts ====\n${weigh}\n==== end ====`],
    ['beside a call', `**lib/weigh.ts**\n${fenced(weigh)}\n\nUsage:\n${fenced('console.log(1)')}`],
  ])('names the file: %s', (_, reply) => {
    expectChange(reply, many, 'lib/weigh.ts', weigh)
  })

  test('may change several files in several ways', () => {
    const files = read(`### file: lib/weigh.ts\n${edit}\n\n**lib/table.ts**\n${block('[1, 2, 3]', '[4]')}`, many)
    expect(files).toMatchObject({ 'lib/weigh.ts': weigh, 'lib/table.ts': 'export const table = [4]\n' })
  })

  test.each<[failure: string, form: string, reply: string]>([
    ['unknown file', 'a file that is not there', `### file: lib/other.ts\n${edit}`],
    ['unknown file', 'a block that matches in two files', block('  // EVOLVE-BLOCK-START', '  // EVOLVE-BLOCK-START\n')],
    ['unknown file', 'a fence that says nothing', fenced('const z = 1')],
  ])('is refused as %s: %s', (failure, _, reply) => {
    expect(read(reply, many)).toMatch(new RegExp(`^${failure}: `))
  })
})
