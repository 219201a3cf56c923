"""Take uploads, whole or in pieces; say what one thinks of a picture."""

from tongxin.files.commands.blobs import finish_blob, forget_blob, take_piece
from tongxin.files.commands.judging import Said, judge_picture
from tongxin.files.commands.storing import copy_file, store_file

__all__ = ["Said", "copy_file", "finish_blob", "forget_blob", "judge_picture", "store_file", "take_piece"]
