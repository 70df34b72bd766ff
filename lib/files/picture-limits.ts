/**
 * Beyond these a picture gains nothing: the largest take is 3840 px wide, and the model's maker takes up to 6000 px a side and 30 MB
 * (no vendor page here names a limit; read 2026-11-21 on pages about Seedance 2.0).
 */
export const maxPictureSidePx = 6_000
export const maxPictureBytes = 30 * 1024 ** 2
