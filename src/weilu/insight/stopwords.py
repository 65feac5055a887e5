"""Words that say nothing about what a group talks about: Chinese (both scripts) and English."""

_CHINESE = """
我们 你们 他们 她们 它们 咱们 大家 自己 人家 别人 各位 我們 你們 他們 她們 它們 咱們 別人
这个 那个 这些 那些 这样 那样 这里 那里 这么 那么 这种 那种 这是 那是 这边 那边 这儿 那儿
這個 那個 這些 這樣 那樣 這裡 那裡 這麼 那麼 這種 那種 這是 這邊 那邊
什么 怎么 怎样 为什么 为啥 哪里 哪个 哪些 多少 几个 是不是 有没有 能不能 可不可以 要不要 會不會
什麼 怎麼 怎樣 為什麼 哪裡 哪個 幾個 有沒有
一个 一下 一些 一样 一起 一直 一点 一次 一般 一定 一种 两个 几个 每个 有个 有点 有些 有人 没有 没人
一個 一樣 一點 一種 兩個 每個 有個 有點 沒有 沒人
可以 可能 可是 但是 不过 而且 因为 所以 如果 虽然 然后 还是 或者 以及 并且 于是 因此 只是 只有 就是
不過 因為 雖然 然後 還是 並且 於是
已经 现在 今天 明天 昨天 刚才 刚刚 以前 以后 之前 之后 时候 时间 最近 晚上 早上 下午 中午 上午
已經 現在 剛才 剛剛 以後 之後 時候 時間
不是 不会 不能 不要 不用 不行 不了 不错 不好 不太 不到 不对 不想 别的 其他 其实 真的 真是 确实 当然
不會 不錯 不對 別的 其實 確實 當然
知道 觉得 感觉 应该 需要 想要 希望 看到 看看 看来 说是 说的 说了 来说 的话 起来 出来 下来 过来 进来
覺得 感覺 應該 看來 說是 說的 說了 來說 的話 起來 出來 下來 過來 進來
非常 特别 比较 更加 还有 还要 还没 还在 还能 都是 都有 都不 都没 也是 也有 也不 就是 就会 就要
特別 比較 還有 還要 還沒 還在 還能 都沒 就會
好的 好吧 好像 可爱 哈哈 哈哈哈 哈哈哈哈 嘿嘿 呵呵 嘻嘻 嗯嗯 哦哦 啊啊 呜呜
谢谢 多谢 感谢 收到 辛苦 早安 晚安
謝謝 多謝 感謝 早上好 晚上好 大家好 你好 您好 不客气 没事 没关系 加油 厉害
牛逼 可以的 是的 对的 对啊 没错
沒事 沒關係 厲害 對的 對啊 沒錯
东西 事情 问题 地方 方面 情况 样子 开始 继续 直接 只能 只要 只好 不管 无论 关于 对于 通过 进行
東西 問題 情況 樣子 開始 繼續 無論 關於 對於 通過 進行
图片 视频 表情 语音 链接 撤回 消息 加入 群聊 邀请 小程序 聊天记录 动画表情
圖片 視頻 語音 連結 訊息 邀請
"""
_ENGLISH = """
the and you for that this with have not but are was were his her she they them their there here
what when where which who whom why how all any can could would should will just like get got
one two out now about into than then also only some such more most much many very really been
being did does done has had its it's i'm don't didn't isn't can't won't that's there's you're
from your our ours mine yours me my we us he him an as at be by do if in is it no of on or so to
up yes yeah ok okay lol thanks thank please sorry hi hey hello good well know think want need see
use used using make made way thing things something anything nothing people time still because
too same other over after before these those while even though maybe right sure going say said
"""

STOP_WORDS = frozenset((_CHINESE + _ENGLISH).split())
