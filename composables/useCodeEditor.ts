import type { editor } from 'monaco-editor'
import type { Ref } from 'vue'
import { useNav, useSlideContext } from '@slidev/client'
import { computed, onUnmounted, shallowRef, watch } from 'vue'

let models = 0

/** A page of code, not a workbench. */
const sober: editor.IStandaloneEditorConstructionOptions = {
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
  scrollBeyondLastLine: false,
  selectionHighlight: false,
  stickyScroll: { enabled: false },
  tabSize: 2,
}

/** That of the static block, so that the editor covers it without a jump. */
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
 * @param code follows what the reader types; its value now is what `reset` brings back
 * @param options `label` for screen readers; `onRun` for Ctrl+Enter
 */
export function useCodeEditor(host: Ref<HTMLElement | null>, code: Ref<string>, options: { label: string, enabled: Ref<boolean>, onRun: () => void }) {
  const initial = code.value
  const { currentSlideNo } = useNav()
  const { $page } = useSlideContext()
  const monacoEditor = shallowRef<editor.IStandaloneCodeEditor>()
  const isNear = computed(() => options.enabled.value && [0, 1].includes($page.value - currentSlideNo.value))
  let marks: editor.IEditorDecorationsCollection | undefined
  let isAsked = false
  let isGone = false

  async function mount() {
    const [{ default: setupMonaco }, { default: setupShiki }] = await Promise.all([import('@slidev/client/setup/monaco.ts'), import('@slidev/client/setup/shiki.ts')])
    const { monaco, editorOptions } = await setupMonaco()
    void import('#slidev/monaco-types')
    // The first line that is ever coloured compiles the grammar: in an editor it would run out of time and stay grey.
    const highlighter = await (await setupShiki()).getEagerHighlighter()
    highlighter.codeToTokensBase(initial, { lang: 'typescript', tokenizeTimeLimit: 0 })
    const block = host.value?.parentElement?.querySelector('pre')
    if (isGone || !host.value || !block)
      return
    const model = monaco.editor.createModel(initial, 'typescript', monaco.Uri.parse(`file:///runnable-${++models}.mts`))
    const created = monaco.editor.create(host.value, { ...sober, ...editorOptions, ...layoutOf(block), model, ariaLabel: options.label })
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
    await document.fonts.ready
    monaco.editor.remeasureFonts()
    monacoEditor.value = created
  }

  /** Draws attention to a line, 1-based; null takes it back. */
  function mark(line: number | null) {
    marks?.set(line ? [{ range: { startLineNumber: line, endLineNumber: line, startColumn: 1, endColumn: 1 }, options: { isWholeLine: true, className: 'failed-line' } }] : [])
  }

  watch(isNear, (near) => {
    if (!near || isAsked)
      return
    isAsked = true
    // Turning to the slide comes first.
    const whenIdle = globalThis.requestIdleCallback ?? setTimeout
    whenIdle(() => void mount())
  }, { immediate: true })

  onUnmounted(() => {
    isGone = true
    monacoEditor.value?.getModel()?.dispose()
    monacoEditor.value?.dispose()
  })

  function reset() {
    code.value = initial
    monacoEditor.value?.setValue(initial)
  }

  return { isReady: computed(() => monacoEditor.value !== undefined), mark, reset }
}
