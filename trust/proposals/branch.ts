import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { FILES } from './folder.ts'
import type { Proposal } from './folder.ts'

/** Who commits; nobody of the repository is named for what a gate wrote. */
const COMMITTER = {
  GIT_AUTHOR_NAME: 'Ternate',
  GIT_AUTHOR_EMAIL: 'ternate@localhost',
  GIT_COMMITTER_NAME: 'Ternate',
  GIT_COMMITTER_EMAIL: 'ternate@localhost',
}

/** Runs git in a folder with an index of its own, so that neither the index nor the files of the repository are touched. */
function git(folder: string, index: string, args: readonly string[], input?: string | Buffer): string {
  try {
    return execFileSync('git', args, {
      cwd: folder,
      input: input ?? '',
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...COMMITTER, GIT_INDEX_FILE: index },
    }).trim()
  } catch (error) {
    const { code, stderr } = error as { readonly code?: string; readonly stderr?: string }
    const why = code === 'ENOENT' ? 'git is not installed' : (stderr ?? String(error)).trim().split('\n')[0]
    throw new TernateError(
      'PROPOSAL_BRANCH',
      `no branch was written: ${why}`,
      'Call it in a git repository that has a commit; the proposal itself is there.',
      { cause: error },
    )
  }
}

/**
 * Writes a branch `ternate/P-0007` for an ordinary review: one commit that has the champion's files in `champions/NAME/`, and one behind it that
 * changes them to the candidate's and adds the proposal. The working tree and the index stay as they are.
 *
 * @returns the branch's name
 * @throws TernateError `PROPOSAL_BRANCH` where there is no repository, no commit, or such a branch already
 */
export function writeBranch(folder: string, { folder: place, evidence, bytes }: Proposal): string {
  const scratch = mkdtempSync(join(tmpdir(), 'ternate-index-'))
  const index = join(scratch, 'index')
  const branch = `ternate/${evidence.proposal}`
  try {
    const run = (args: readonly string[], input?: string | Buffer): string => git(folder, index, args, input)
    const head = run(['rev-parse', '--verify', 'HEAD^{commit}'])
    const prefix = run(['rev-parse', '--show-prefix'])
    const put = (path: string, content: string | Buffer): void => {
      const blob = run(['hash-object', '-w', '--stdin'], content)
      run(['update-index', '--add', '--cacheinfo', `100644,${blob},${join(prefix, path)}`])
    }
    const commit = (parent: string, message: string): string => run(['commit-tree', run(['write-tree']), '-p', parent], message)
    const champion = (files: Files): void => {
      for (const [name, text] of Object.entries(files)) put(join('champions', evidence.release, name), text)
    }
    run(['read-tree', head])
    champion(evidence.champion.files)
    const base = commit(head, `The champion of ${evidence.release}, ${evidence.report.champion.slice(0, 12)}\n`)
    for (const name of Object.keys(evidence.champion.files))
      run(['update-index', '--force-remove', '--', join('champions', evidence.release, name)])
    champion(evidence.candidate.files)
    const proposal = relative(folder, place)
    for (const [file, content] of [
      [FILES.page, bytes.page],
      [FILES.change, bytes.change],
      [FILES.evidence, bytes.evidence],
    ] as const)
      put(join(proposal, file), content)
    const last = commit(
      base,
      `${evidence.proposal}: ${evidence.report.candidate.slice(0, 12)} for ${evidence.release}\n\nSee ${join(proposal, FILES.page)}.\n`,
    )
    run(['update-ref', `refs/heads/${branch}`, last, '0'.repeat(40)])
    return branch
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
