"""Words that made-up entries are put together from. No state, person or paper in them exists."""

STATES = {
    "Aldoria": ("AA", "阿尔多利亚", "Aldorian"),
    "Brenmark": ("QM", "布伦马克", "Brenmarker"),
    "Corvania": ("QN", "科尔瓦尼亚", "Corvanian"),
    "Dalmere": ("QO", "达尔米尔", "Dalmerian"),
    "Estovar": ("QP", "埃斯托瓦尔", "Estovaran"),
    "Fenland": ("QQ", "芬兰德", "Fenlander"),
    "Garvia": ("QR", "加尔维亚", "Garvian"),
    "Harrow Isles": ("QS", "哈罗群岛", "Harrowese"),
    "Istria Nova": ("QT", "新伊斯特里亚", "Istrian"),
    "Jorland": ("QV", "约兰德", "Jorlander"),
}
BODIES = ("Foreign Ministry", "Trade Ministry", "Defence Ministry")
OFFICES = ("Prime Minister", "Foreign Minister", "Spokesperson", "Ambassador", "Trade Minister", "Chief of Staff")
GIVEN = ("Ada", "Bela", "Chen", "Dara", "Emil", "Farah", "Goro", "Hana", "Ivo", "Jun", "Kemal", "Lan", "Minh", "Noor")
FAMILY = ("Abe", "Bauer", "Castro", "Dinh", "Eriksen", "Fujita", "Guo", "Haddad", "Ito", "Jansen", "Kovács", "Lý")
ORGANISATIONS = ("Fisheries Union", "Trade Forum", "Coast Guard Association", "Airlines Council", "Film Guild")
PAPERS = ("Courier", "Herald", "Daily", "Observer", "Tribune", "Gazette")
SOURCE_KINDS = ("newspaper", "wire", "broadcaster", "state-media", "government", "think-tank")
PLACES = (
    "",
    "",
    "Port Amery",
    "Lake Sorrow",
    "Capital Hill",
    "Strait of Calder",
    "Nordhaven",
    "München",
    "東京",
    "北京",
)

SUBJECTS = ("seafood", "visas", "tariffs", "the strait", "flights", "rare earths", "fishing boats", "students")
ACTS = {
    "statement": "{a} warns {b} over {subject}",
    "call": "{a} and {b} hold talks by telephone on {subject}",
    "meeting": "Envoys of {a} and {b} meet for talks about {subject}",
    "visit": "{a} delegation arrives in {b}",
    "agreement": "{a} and {b} sign a paper on {subject}",
    "law": "Parliament of {a} passes a bill on {subject}",
    "publication": "{a} publishes a white paper on {subject}",
    "military": "{a} sends ships near {b}",
    "protest": "{a} summons the ambassador of {b} over {subject}",
    "other": "{a} market reacts to the dispute over {subject}",
}
STEPS = "{a}: step on {subject} against {b}"
# language, headline, summary; each with the names of two states in it.
FOREIGN = (
    ("zh-Hans", "{a}外交部召见{b}大使", "{a}外交部发言人就渔业和签证问题向{b}提出严正交涉。"),
    ("zh-Hans", "{a}宣布暂停进口{b}水产品", "海关总署公布，即日起暂停进口{b}全部水产品，恢复时间另行通知。"),
    ("ja", "{a}が{b}からの水産物の輸入を停止", "{a}政府は、{b}産の水産物の輸入手続きを停止すると通知した。"),
    ("ja", "{a}と{b}の局長級が協議", "双方は従来の立場を述べ、協議を続けることで一致した。"),
    ("ar", "{a} تستدعي سفير {b}", "استدعت وزارة الخارجية في {a} سفير {b} للاحتجاج على التصريحات الأخيرة."),
    ("vi", "{a} cảnh báo {b} về hải sản", "Bộ Ngoại giao {a} kêu gọi {b} kiềm chế và trở lại đàm phán."),
    ("ko", "{a}, {b} 대사 초치", "{a} 외교부는 {b} 대사를 불러 항의했다."),
    ("ru", "{a} вызвала посла {b}", "Министерство заявило решительный протест в связи с недавними заявлениями."),
    ("fr", "{a} hausse le ton à l’égard de {b}", "Le ministère des Affaires étrangères a dénoncé « une provocation »."),
)
SENTENCES = (
    "The ministry said the measure would stand until talks resume.",
    "Officials in {b} called the step regrettable and without ground.",
    "Traders reported that consignments were held at the port for a second day.",
    "A spokesperson declined to say when the decision was taken.",
    "Two people with knowledge of the matter said the order was given by word of mouth.",
    "The embassy advised its citizens to avoid crowds and to carry papers.",
    "Analysts noted that the same goods had been stopped before, in another dispute.",
    "Neither side published a record of the conversation.",
    "The figures could not be checked independently.",
    "Shares of carriers and shops that live on visitors fell in early trade.",
)
QUOTES = (
    ("We will not yield on a matter of principle.", "", ""),
    ("The door to dialogue remains open.", "对话的大门始终敞开。", "zh-Hans"),
    ("Our position has not changed.", "我が国の立場は変わらない。", "ja"),
    ("This must stop at once.", "يجب أن يتوقف هذا فوراً.", "ar"),
)
POINTS = ("What was asked for", "Who proposed the talks", "How many ships there were")
REASONS = ("The number of ships was wrong.", "The minister was misnamed.", "A second report gives another place.")
STANCES = ("{a} holds that the strait is open to all.", "{a} asks for the ban to be lifted first.")
# In a handful of entries, however many there are: what a search finds hardly ever.
RARE, RARE_HAN = "quixotry", "砂糖"
