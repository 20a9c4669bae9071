import type { RouteLocationNormalized, RouteLocationRaw, RouteRecordRaw } from 'vue-router'
import { slides } from '@slidev/client/logic/slides.ts'

/** Some static hosts show the first page under this name; Slidev sends it to the first slide. */
const INDEX = 'index.html'

/** The router encodes each part of a path: what the reader's address has encoded already is decoded first. */
function partsOf(path: string): string[] {
  return path.slice(1).split('/').map((part) => {
    try {
      return decodeURIComponent(part)
    }
    catch {
      return part
    }
  })
}

/** Slidev shows the last slide for an unknown number; here the reader gets a page that says so. */
function onlyKnownSlides({ params, path, query, hash }: RouteLocationNormalized): true | RouteLocationRaw {
  const { no } = params
  const isKnown = no === INDEX || slides.value.some(slide => String(slide.no) === no || slide.meta.slide?.frontmatter.routeAlias === no)
  return isKnown || { name: 'NotFound', params: { pathMatch: partsOf(path) }, query, hash }
}

/** Adds the document, the exercises, a page in French for addresses that do not exist, and the presenter's screen in French. */
export default (routes: RouteRecordRaw[]): RouteRecordRaw[] => [
  { name: 'document', path: '/document', component: () => import('../components/document/DocumentPage.vue') },
  { name: 'exercises', path: '/exercices/:part?', component: () => import('../components/exercises/ExercisesPage.vue') },
  ...routes.map((route): RouteRecordRaw => {
    if (route.name === 'NotFound')
      return { ...route, component: () => import('../components/deck/UnknownSlide.vue') } as RouteRecordRaw
    const beforeEnter = [route.beforeEnter ?? [], onlyKnownSlides].flat()
    if (route.name === 'play')
      return { ...route, beforeEnter } as RouteRecordRaw
    if (route.name === 'presenter')
      return { ...route, component: () => import('../components/presenter/PresenterPage.vue'), beforeEnter } as RouteRecordRaw
    return route
  }),
]
