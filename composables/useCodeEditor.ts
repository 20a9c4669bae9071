import type { editor } from 'monaco-editor'
import type { HighlighterGeneric } from 'shiki'
import type { Ref } from 'vue'
import { computed, onUnmounted, shallowRef, watch } from 'vue'
import { whenIdle } from '../build/client/idle'
import { haveFile } from '../build/client/lazy-parts'
import { useIsNear } from './useIsNear'
import { usePreparation } from './usePreparation'

let models = 0

/** Milliseconds of colouring after which a click or a key is let through. */
const LONG_TASK = 10

/** Resolves when the browser is idle, after half a second at the latest. */
function untilIdle(): Promise<unknown> {
  return new Promise(resolve => whenIdle(resolve, { timeout: 500, fallbackDelay: 0 }))
}

/** Monaco and the highlighter, loaded once for all editors. */
let loaded: ReturnType<typeof load> | undefined

async function load() {
  // The addresses stand in Monaco's own file, which no slide is to wait for.
  const [{ default: setupMonaco }, { default: setupShiki }, { default: editorWorkerUrl }, { default: typescriptWorkerUrl }] = await Promise.all([
    import('@slidev/client/setup/monaco.ts'),
    import('@slidev/client/setup/shiki.ts'),
    import('monaco-editor/editor/editor.worker?worker&url'),
    import('monaco-editor/language/typescript/ts.worker?worker&url'),
  ])
  const { monaco, editorOptions } = await setupMonaco()
  // Monaco never starts a worker again that it could not load. While writing, Vite serves them under other addresses.
  const { getWorker } = window.MonacoEnvironment!
  if (import.meta.env.PROD && getWorker) {
    window.MonacoEnvironment!.getWorker = async (id, label) => {
      await haveFile(label === 'typescript' ? typescriptWorkerUrl : editorWorkerUrl)
      return getWorker(id, label)
    }
  }
  void import('#slidev/monaco-types')
  const highlighter = await (await setupShiki()).getEagerHighlighter()
  return { monaco, editorOptions, highlighter }
}

/** Resolves when the font of the first editor is loaded and measured; the others are measured with it from the start. */
let measured: Promise<void> | undefined

/** Only what a short snippet on a slide needs. */
const minimalOptions: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  bracketPairColorization: { enabled: false },
  contextmenu: false,
  folding: false,
  fontLigatures: false,
  glyphMargin: false,
  guides: { indentation: false },
  hideCursorInOverviewRuler: true,
  lineNumbers: 'off',
  matchBrackets: 'never',
  minimap: { enabled: false },
  occurrencesHighlight: 'off',
  overviewRulerBorder: false,
  overviewRulerLanes: 0,
  renderLineHighlight: 'none',
  scrollbar: { alwaysConsumeMouseWheel: false, horizontalScrollbarSize: 6, verticalScrollbarSize: 6 },
  scrollBeyondLastColumn: 0,
  scrollBeyondLastLine: false,
  selectionHighlight: false,
  stickyScroll: { enabled: false },
  tabSize: 2,
  // It would box the apostrophes of French comments.
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false },
}

/** The layout of the static block, so that the editor covers it exactly. */
function layoutOf(block: Element): editor.IStandaloneEditorConstructionOptions {
  const { fontFamily, fontSize, lineHeight, paddingTop, paddingBottom, paddingLeft } = getComputedStyle(block)
  return {
    fontFamily,
    fontSize: Number.parseFloat(fontSize),
    lineHeight: Number.parseFloat(lineHeight),
    lineDecorationsWidth: Number.parseFloat(paddingLeft),
    padding: { top: Number.parseFloat(paddingTop), bottom: Number.parseFloat(paddingBottom) },
  }
}

/**
 * Monaco over a static block of code, once its slide is the current one or the next, in the slide and presenter views.
 * @param host element the editor fills; the `pre` of the static block is its neighbour
 * @param code is kept equal to the text of the editor, and the other way round
 * @param options `label` for screen readers; `onRun` for Ctrl+Enter
 */
export function useCodeEditor(host: Ref<HTMLElement | null>, code: Ref<string>, options: { label: string, enabled: Ref<boolean>, onRun: () => void }) {
  const initial = code.value
  const monacoEditor = shallowRef<editor.IStandaloneCodeEditor>()
  const isNear = useIsNear({ after: 1 })
  let marks: editor.IEditorDecorationsCollection | undefined
  let prepared: ReturnType<typeof prepare> | undefined
  let isAsked = false
  let isGone = false

  async function prepare() {
    const monaco = await (loaded ??= load())
    await colour(monaco.highlighter)
    return monaco
  }

  /** Creates the editor in steps, between which the page answers clicks and keys. */
  async function mount() {
    // The page turn comes first.
    await untilIdle()
    const { monaco, editorOptions } = await (prepared ??= prepare())
    await untilIdle()
    const block = host.value?.parentElement?.querySelector('pre')
    if (isGone || !host.value || !block)
      return
    const model = monaco.editor.createModel(code.value, 'typescript', monaco.Uri.parse(`file:///runnable-${++models}.mts`))
    const created = monaco.editor.create(host.value, { ...minimalOptions, ...editorOptions, ...layoutOf(block), model, ariaLabel: options.label })
    model.onDidChangeContent(() => {
      code.value = model.getValue()
      mark(null)
    })
    created.addAction({ id: 'run', label: 'Run', keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter], run: options.onRun })
    created.addAction({
      id: 'leave',
      label: 'Leave the editor',
      keybindings: [monaco.KeyCode.Escape],
      precondition: '!suggestWidgetVisible && !findWidgetVisible && !editorHasSelection && !parameterHintsVisible && !markersNavigationVisible',
      run: () => (document.activeElement as HTMLElement | null)?.blur(),
    })
    marks = created.createDecorationsCollection()
    await (measured ??= document.fonts.ready.then(() => monaco.editor.remeasureFonts()))
    monacoEditor.value = created
    // Meanwhile another window may have told of another text.
    if (model.getValue() !== code.value)
      model.setValue(code.value)
  }

  /** Colours the code once beforehand: the first line ever coloured compiles the grammar, and in an editor would exceed its time limit and stay grey. */
  async function colour(highlighter: HighlighterGeneric<string, string>) {
    for (const line of initial.split('\n')) {
      const startedAt = performance.now()
      highlighter.codeToTokensBase(line, { lang: 'typescript', tokenizeTimeLimit: 0 })
      if (performance.now() - startedAt > LONG_TASK)
        await untilIdle()
    }
  }

  /** Highlights a line, 1-based; null removes the highlight. */
  function mark(line: number | null) {
    const range = line && { startLineNumber: line, endLineNumber: line, startColumn: 1, endColumn: 1 }
    marks?.set(range ? [{ range, options: { isWholeLine: true, className: 'failed-line' } }] : [])
  }

  if (options.enabled.value)
    usePreparation(() => void (prepared ??= prepare()))

  watch([isNear, options.enabled], () => {
    if (!isNear.value || !options.enabled.value || isAsked)
      return
    isAsked = true
    void mount()
  }, { immediate: true })

  onUnmounted(() => {
    isGone = true
    monacoEditor.value?.getModel()?.dispose()
    monacoEditor.value?.dispose()
  })

  watch(code, (text) => {
    if (monacoEditor.value && monacoEditor.value.getValue() !== text)
      monacoEditor.value.setValue(text)
  })

  return { isReady: computed(() => monacoEditor.value !== undefined), mark }
}
