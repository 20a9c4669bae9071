import type { MonacoSetupReturn } from '@slidev/types'
import type * as monaco from 'monaco-editor'

/** Monaco with Slidev's workers, languages and themes, and the editor options of `setup/monaco.ts`; the same at each call. */
export default function setup(): Promise<{ monaco: typeof monaco, editorOptions: MonacoSetupReturn['editorOptions'] & object }>
