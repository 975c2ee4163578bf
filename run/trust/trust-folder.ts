import { resolve } from 'node:path'
import process from 'node:process'

/**
 * Where sets, ledger and releases of the caller's lie: `.ternate` in the caller's folder, or the folder that the environment variable
 * TERNATE_FOLDER names.
 */
export const trustFolder = (environment: NodeJS.ProcessEnv = process.env): string => resolve(environment['TERNATE_FOLDER'] ?? '.ternate')
