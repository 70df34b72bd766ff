import type { TaskView } from '#lib/generation/task-view.ts'

/** A task with an address for its video that a script can open as it stands. */
export function withAbsoluteVideo(task: TaskView, request: Request): TaskView {
  if (task.video === null || URL.canParse(task.video.url)) return task
  const { protocol } = new URL(request.url)
  const host = request.headers.get('host') ?? new URL(request.url).host
  return { ...task, video: { ...task.video, url: `${protocol}//${host}${task.video.url}` } }
}
