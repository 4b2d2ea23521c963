package mask_test

// moreFamilies are those that a word beside shows.
var moreFamilies = map[string]string{
	"licences": `運転免許証番号 ‹123456789012›
免許証の番号（第 ‹123456789012› 号）
運転免許証 第‹123456789012›号
免許証番号：‹１２３４５６７８９０１２›
免許証　‹1234 5678 9012›
免許証の番号は‹50-13-227094-10›
免許証の写し（第‹440821637501›号、‹621305884170›、‹50-13-227094-10›）
パスポート ‹TK1234567›
旅券番号 ‹TR 1234567›
旅券番号：‹ＴＫ１２３４５６７›
passport no. ‹TZ1234567›
Passport: ‹MU1234567›
在留カード番号 ‹AB12345678CD›
在留カード ‹AB 12345678 CD›
在留カード（‹AB12345678CD›）
マイナ保険証 記号‹1234› 番号‹567890›
健康保険証 記号 ‹12345678› 番号 ‹123›
被保険者証記号番号 ‹1234-567890›
国保の番号‹70-112-9›
保険者番号 ‹06130012›
被保険者番号：‹1234-567890-1›
介護保険被保険者番号 ‹0001234567›
後期高齢者医療の被保険者番号 ‹12345678›
雇用保険 ‹1234-567890-1›
基礎年金番号 ‹1234-567890›
年金手帳 ‹1234-567890›
年金証書番号 ‹1234-567890-1150›
医師免許 第 ‹401882› 号
医籍登録番号 第‹401882›号
薬剤師免許 第‹298811›号
看護師免許証　第‹1234567›号
歯科医籍 第‹123456›号
教員免許状 平二五中一第‹3881›号
教員免許状番号 ‹平二三中一種第4410号›
教員免許 ‹令5中1第1234号›
宅建業免許 ‹岐阜県知事(3)第 4418 号›
宅建業免許 ‹東京都知事(3)第12345号›
‹国土交通大臣（5）第6789号›の宅建業者
宅地建物取引業 ‹大阪府知事（12）第1234号›
宅建士証 （東京）第‹998213›号
宅地建物取引士証番号 ‹（東京）第998213号›
建設業許可 ‹般-3 第28817号›
建設業許可　‹東京都知事許可（般－5）第123456号›
建設業 ‹国土交通大臣許可（特-4）第1234号›
古物商許可証 第‹441180023310›号
古物商許可 ‹東京都公安委員会 第301234567890号›
酒類販売の免許番号 ‹燕法55号›
酒類販売業免許 ‹麹町法123号›
産業廃棄物処理業許可番号 ‹第01300123456号›
産廃許可 第‹01300123456›号
旅行業登録 ‹東京都知事登録旅行業第3-1234号›
‹観光庁長官登録旅行業第123号›
貸金業 ‹東京都知事（3）第12345号›
飲食店営業許可 ‹第123-456号›
旅館業許可 ‹31台保環旅第123号›
‹関東財務局長（金商）第1234号›
弁護士登録番号 ‹12345›
税理士登録番号：‹123456›
社労士登録 第‹13120001›号
行政書士登録番号 ‹12080001›
一級建築士 第‹312345›号
一級建築士登録 ‹第312345号›
二級建築士 ‹東京都知事登録第12345号›
電気工事士免状 ‹東京都第123456号›
危険物取扱者免状 ‹123456789012›
電気主任技術者免状 第‹12345›号
ボイラー技士免許 第‹12345›号
無線従事者免許証 ‹AABC12345›
調理師免許 第‹123456›号
栄養士免許証 第‹12345›号
介護福祉士登録証 ‹D-123456›
介護支援専門員証 ‹13100012›
船舶操縦免許 第‹2512345678901›号
フォークリフト修了証 第‹12345›号
証明書番号 ‹第12-345号›
合格証書番号 第‹1234567890›号
届出番号 ‹ABC-12-345›
許可番号：‹環企第123号›
認可 ‹第45-678号›
意匠登録第‹1234567›号
商標登録第‹6123456›号
特許第‹6123456›号
車のナンバー ‹品川 501 は 83-12›
ナンバーは‹品川501は8312›
ナンバー「‹品川 501 は 83-12›」
車検証（登録番号 ‹福山 300 す 41-07›）
軽の‹なにわ 480 あ 12-34›
車両‹湘南 100 か ・・12›
‹足立５００ね１２－３４›
原付 ‹横浜市西 あ 12-34›
車台番号 ‹ABC12-3456789›
車台番号：‹ZVW30-1234567›
VIN ‹JTDKB20U093123456›
シリアル番号 ‹PF1ABC23›
シリアル：‹5CD1234XYZ›
S/N ‹C02XK1ABJGH5›
製造番号：‹1234567890›
IMEI ‹356938035643809›
IMEI：‹35-693803-564380-9›
ICCID ‹8981100012345678901›
プロダクトキー ‹ABCDE-12345-FGHIJ-67890-KLMNO›
ライセンスキー：‹A1B2-C3D4-E5F6-G7H8›
ライセンス番号 ‹LIC-2023-00123›
driver's licence ‹DL 884-120-337›
driving licence number ‹MORGA657054SM9IJ›
driver's license no. ‹D123-4567-8901›
policy number is ‹T-2201-448102›
medical license No. ‹401882›
residence card ‹AB12345678CD›
number plate ‹品川 501 は 83-12›
licence plate ‹8ABC123›
学芸員 ‹第1234号›
犬の鑑札 ‹第1234号›
猟銃所持許可 ‹第123456789号›
住民票コード ‹12345678901›
障害者手帳 第‹123456›号
母子手帳 No.‹1234›
生活保護受給者番号 ‹1234567›
公費受給者番号 ‹1234567›
公費負担者番号 ‹12134567›`,
	"people's numbers": `社員番号 ‹10233›
社員番号：‹A10233›
社員番号は‹00412›です
社員No.‹1234›
社員ID: ‹E-00123›
社員コード‹S0012›
職員番号 ‹2018-045›
職員番号‹T-0915›の
教員番号‹T-0915›
教職員番号 ‹K1234›
従業員ID ‹EMP00123›
emp id ‹EMP-4471›
employee #‹44102›
employee number ‹44102›
staff no ‹B2201›
staff ID: ‹ST-9912›
badge ‹55-7120›
ID ‹55-7120› の入館証
入館証番号 ‹55-7120›
入館証 ‹55-7120›
学籍番号 ‹20B1234›
学籍番号：‹b20x114›
学生番号 ‹2023-1234›
学生証番号‹12-3456›
受験番号 ‹1234›
受験番号‹A-0123›
出席番号 ‹3-12›
会員番号 ‹0012-3456-78›
会員No.‹M-00394›
会員ID ‹M00394›、‹M00395›
members no. ‹44102› and no. ‹44117›
member number ‹44102›
Membership ‹PL-88213›
患者番号 ‹0012345›
患者ID:‹0012345›
カルテ番号 ‹12-3456›
診察券番号‹123456›
診察券 No. ‹12345›
patient ID ‹P-009123›
MRN ‹00912345›
顧客番号：‹C-10023›
お客様番号 ‹1234567890›
お客さま番号 ‹12-345-678›
お客様コード ‹0012345›
顧客コード ‹K00123›
契約者番号 ‹12345678›
契約者ID ‹12345678›
利用者番号 ‹001234›
利用者カード ‹12345678›
図書館利用カード ‹1234567›
組合員番号 ‹012345›
組合員コード ‹0123-4567›
加入者番号 ‹1234567›
customer ID ‹CUST-00121›
customer number ‹00121›
account number ‹00121998›
派遣番号 ‹H-1203›
スタッフ番号 ‹1203›
スタッフコード：‹T0331›
ドライバーID ‹D-331›
乗務員証 ‹12345›
乗務員番号 ‹1234›
講師番号 ‹0031›
会員証 No.‹00123›
マイル会員 ‹123456789›
ポイント会員番号‹1234 5678 9012›
園児番号 ‹12-03›
生徒番号 ‹2305›
保護者ID ‹hg20311›
代理店コード ‹A1234›
加盟店番号 ‹0123456789›
端末識別番号 ‹T1234567890123›
職員証 ‹00123›
社員証 No.‹00123›
社員 ‹A10442›、‹A10459›
職員（‹10442›）が
受講者番号 ‹R5-0012›
被験者番号 ‹S-0012›
選手登録番号 ‹1234567›
医療機関コード ‹1312345›
薬局コード ‹1341234›
事業所番号 ‹1370101234›
学校コード ‹B113210000012›`,
	"cases": `受付番号 ‹2024-0012›
受付番号：‹A-20241101-003›
受付No.‹00123›
受理番号は‹令和6年第1882号›
警察の受理番号 ‹第1882号›
事件番号 ‹令和5年（ワ）第90218号›
‹令和5年(ワ)第1234号›
‹平成30年（行ウ）第12号›
被害届 ‹第1234号›
被害届の受理番号‹R6-1234›
相談番号 ‹2024-セ-0031›
チケット ‹#12345›
チケット番号 ‹INC0012345›
‹INC-20455›
‹INC0012345› と ‹PRB0010442›
‹REQ-2024-001›
‹SR-123456›
‹CS0012345›
‹TKT#2024-55›
‹HD#55120›
[‹#12345›] の件
案件番号 ‹P-2024-117›
案件‹P2024117›
問い合わせ番号 ‹1234-5678-9012›
お問い合わせ番号：‹8-1192000044718›
お問い合わせID：‹8-1192000044718›
追跡番号 ‹1234-5678-9012›
送り状No. ‹123456789012›
伝票番号：‹4012-3456-7890›
ゆうパック ‹1234-5678-9012›
宅配便 ‹1234-5678-9012›
tracking ‹1Z999AA10123456784›
EMS ‹EJ123456789JP›
注文番号 ‹250-1234567-1234567›
注文番号：‹123456-20241101-0012345678›
注文 ‹#10023›
注文ID‹o_10023›
order no. ‹10023›
order ‹#10023›
Order ID: ‹ORD-2024-0012›
invoice ‹INV-00123›
請求書番号‹S-2024-11-001›
請求書 No.‹2024-1101›
見積番号 ‹M24-0012›
見積書No.‹24-0012›
契約番号 ‹K-12345-67›
契約書 ‹第24-12号›
発注書番号‹PO-88123›
PO ‹4500012345›
稟議 ‹第24-123号›
稟議番号 ‹R24-0123›
文書番号 ‹総第123号›
文書番号：‹6総情第45号›
‹情シ第24-12号› の通知
証券番号 ‹AB-1234567›
保険の証券番号は‹1234567890›
事故番号‹A24-12345›
事故受付番号 ‹2024-1234567›
claim no. ‹CLM/7702/24›
claim ‹CLM-7702›
保険金請求番号 ‹CL-1234›
予約番号 ‹ABC123›
予約番号：‹1234567›
booking ref ‹X7K2PQ›
reservation number ‹12345678›
confirmation ‹ABCD1234›
申込番号 ‹2024110112345›
申請番号‹K-0012›
届出番号 ‹24-03871›
警察への届出番号は ‹24-03871›
管理番号 ‹PC-0123›
資産番号 ‹N-2019-0123›
資産管理番号：‹FA00123›
修理番号 ‹RMA12345›
RMA ‹12345678›
整理番号 ‹012›‹345›
照会番号 ‹123-456-789›
納付番号 ‹12345-67890-12345›
収納機関番号 ‹00500› 納付番号 ‹1234567890›
確認番号 ‹123456›
取引番号 ‹20241101-000123›
取引ID ‹txn_00A1B2C3›
承認番号 ‹0012345›
決済番号：‹P-0099›
シリアル No. ‹0012345›
case ‹#2024-0012›
Case number ‹24-001234›
ref: ‹AB/2024/0012›
reference ‹AB-2024-0012›
Your ref ‹AB12/0034›
police reference ‹24/118823›
crime ref ‹CR/118823/24›
JIRA ‹SEC-1234›
‹SEC-1234› を起票
課題 ‹ABC-123›
GitHub issue ‹#4521›
ケース番号：‹01234567›
ケース ‹500A000000ABC›
インシデント番号 ‹IR-2024-07›
報告番号‹2024-031›
通報番号 ‹2024-031›
処理番号 ‹2024-031›
工事番号 ‹K24-031›
ロット ‹L240311A›
物件番号‹12345›
募集番号 ‹13010-12345678›
求人番号 ‹13010-12345678›`,
	"sign-in names": `ユーザ名：‹tanaka2›
ユーザー名は‹t.tanaka›
ユーザーID：‹tnk0012›
user=‹tanaka›
user: ‹tanaka›
user:‹tanaka›
username="‹tanaka_t›"
"username":"‹tanaka›"
"user": "‹tanaka.t›"
acct="‹tanaka›"
acct=‹tanaka›
uid=‹tanaka›
uid=1003(‹tanaka›)
login: ‹tanaka›
login=‹tanaka›
logname=‹tanaka›
account=‹jdoe›
Account Name: ‹tanaka›
アカウント名: ‹y_sagara›
アカウント「‹tanaka›」
アカウント ‹tanaka_t› が
ログインID ‹tanaka01›
ログインIDは‹hanako›
‹AKAISHA\tanaka›
‹akaisha\t.tanaka›
‹AKAISHA¥tanaka›
ACME\‹jdoe›
‹tanaka@akaisha› のプロンプト
‹tanaka›@web01:~$ ls
[‹tanaka›@web01 ~]$ ls
ssh ‹tanaka›@203.0.113.4
ssh -l ‹tanaka› web01
su - ‹tanaka›
sudo -u ‹tanaka› id
sudo: ‹tanaka› : TTY=pts/0
Accepted password for ‹tanaka› from 203.0.113.4
Failed password for invalid user ‹jdoe› from 203.0.113.4
session opened for user ‹tanaka› by (uid=0)
New session 12 of user ‹tanaka›.
useradd ‹tanaka›
net user ‹tanaka› /add
net localgroup administrators ‹tanaka› /add
chown ‹tanaka›:users
su: (to root) ‹tanaka› on pts/1
‹tanaka›  pts/0  203.0.113.4
操作者は‹shimoyama›
操作者：‹shimoyama›。
実行ユーザ ‹batch_tnk›
利用者は学生 ‹b20x114›
‹t00331› と ‹t00348› が突破
ID「‹tanaka2›」
ID:‹tanaka2›
IDは‹hanako55›
ID ‹tanaka2› / パスワード
@‹tanaka_shop›
Twitter（@‹tanaka_shop›）
インスタ ‹tanaka.shop›
インスタグラムのID ‹tanaka.shop›
LINE ID：‹tanaka55›
Skype ‹live:tanaka.77›
SkypeのID ‹live:.cid.1a2b3c›
Skype ID ‹live:shigeno.77›
Discord ‹tanaka#1234›
Telegram @‹tanaka99›
Facebookの‹tanaka.taro.5›
GitHub ‹tanaka-dev›
githubの‹tanaka-dev›
WeChat ‹wxid_abc123›
Chatwork ID ‹tanaka-cw›
表示名「‹たなっち›」
ニックネーム「‹たなっち›」
ハンドルネーム ‹tanacchi›
HN：‹tanacchi›
svc ‹svc_backup›
‹svc-print›
‹adm_tanaka›
‹backup_svc›
管理者 ‹kanri01›
管理者アカウント ‹kanrisha-mito›
管理者ID「‹admin_tnk›」
特権ID ‹pv_tanaka›
共用ID「‹jimu01›」
共有アカウント ‹jimu›
ゲストアカウント ‹guest-a1›
ローカルアカウント ‹lusr01›
ドメインユーザ ‹d0123›
UPN ‹tanaka@akaisha.local›
SID S-1-5-21-1-2-3-1104（‹tanaka›）
イベント4624 アカウント名: ‹ohkubo›
TargetUserName: ‹tanaka›
SubjectUserName=‹tanaka›
cs-username ‹tanaka›
suser=‹tanaka› duser=‹sato›
src_user="‹tanaka›"
AUTH user ‹tanaka› LOGIN
FTP: USER ‹tanaka›
230 User ‹tanaka› logged in
postfix sasl_username=‹tanaka›
dovecot: imap-login: Login: user=<‹tanaka›>
rdp ユーザー ‹tanaka›
VPN ユーザ ‹vpn_tanaka›
vpnuser ‹tanaka›
by user ‹lmarsh›
user ‹lmarsh› opened
the account ‹jkowalczyk›
accounts ‹jkowalczyk›, ‹aszymanski›
logged in as ‹lmarsh›
renamed ‹tbrandreth› to ‹svc_update›
whoami: ‹akaisha\tanaka›
作成者: ‹tanaka›
更新者 ‹tanaka-t›
owner: ‹tanaka›
/home/‹tanaka›
C:\Users\‹tanaka›
利用者ID ‹0012345›
ログオンユーザ：‹TANAKA›
User ID: ‹TANAKA01›
ユーザー ‹u10233›
スクリーンネームは‹tanaka_days›
チャンネル名「‹たなかチャンネル›」
アカウント（‹tanaka_shop›）
偽でない公式 @‹akaisha_official›`,
	"machines": `ホスト名 ‹web01›
ホスト名：‹SV-FILE01›
端末名 ‹PC-0123›
端末 ‹DESKTOP-AB12CD3›
‹DESKTOP-AB12CD3› で検知
‹LAPTOP-1A2B3C4D›
‹WIN-ABCDEFGHIJK›
コンピュータ名：‹SOUMU-PC›
PC名「‹KEIRI-03›」
PC名：‹TANAKA-NOTE›
サーバ ‹sv01›
サーバー名：‹AKFS01›
ファイルサーバ（‹AKFS01›）
ファイルサーバー ‹\\AKFS01›
‹\\FILESV\share›
‹\\filesv01\総務$›
\\‹SOUMU-NAS›
NAS ‹ls220d1a2›
NAS（‹LS-WXL1A2›）
NAS名 ‹TS3410DN›
プリンタ ‹PRN-2F›
複合機 ‹MFP-3F-01›
ルータ ‹rtr-hq01›
FW ‹fw-hq-01›
スイッチ ‹sw-2f-03›
on ‹WEB01›
on host ‹web01›
host ‹jump-tky-2›
host=‹web01›
hostname=‹web01.akaisha.local›
"host":"‹web01›"
"computer_name": "‹SOUMU-PC12›"
Computer: ‹SOUMU-PC12.akaisha.local›
Workstation Name: ‹SOUMU12›
ワークステーション名: ‹SOUMU12›
Jan 12 03:11:09 ‹web01› sshd[2231]: a
2024-01-12T03:11:09+09:00 ‹web01› sshd[2231]: a
<34>Oct 11 22:14:15 ‹mymachine› su: a
‹web01›.akaisha.local
‹dc01.akaisha.local›
ドメインコントローラ ‹DC01›
DC（‹AD-TKY01›）
仮想マシン ‹vm-soumu-02›
VM「‹erp-prd-01›」
ESXi ‹esx03›
データベースサーバ ‹db-prd-01›
管理台帳：
GIF-W10-12 木全
端末（‹AKPC-117›）
端末名が‹AKPC117›の
ノート ‹NB-00231›
ノートPC（‹NPC231›）
iPad ‹iPad-jimu3›
POS ‹pos-03›
レジ ‹REG-02›
SSID ‹akaisha-guest›
NetBIOS名 ‹AKAISHA›
ping ‹web01›
ssh ‹web01›
from ‹SOUMU-PC12› to ‹FS02›
from workstation ‹MKT-LT-044›
laptop ‹MKT-LT-044›
server ‹hq-fs-01›
servers ‹hq-fs-01› and ‹hq-fs-02›
PCは‹soumu3›という名前
監視カメラ ‹cam-entrance-2›
HMI ‹HMI-2›
PLC ‹PLC-LINE3›`,
	"paths": `‹C:\Users\tanaka\Desktop\名簿.xlsx›
‹c:/Users/tanaka/Documents/a.docx›
‹D:\共有\経理\2024年度\請求.xlsx›
‹Z:\総務部\給与\202411.xlsx›
‹\\filesv\総務\名簿.xls›
‹\\192.168.1.5\share\経理›
‹file:///C:/Users/tanaka/a.html›
‹/home/tanaka/.ssh/authorized_keys›
ファイル名：‹/home/murakoshi/.ssh/authorized_keys› に
‹/var/www/akaisha/html/index.php›
‹/srv/samba/soumu/給与.xlsx›
‹/Users/tanaka/Downloads/a.zip›
‹/mnt/nas/backup/2024›
‹~/Documents/見積.pdf›
‹C:\inetpub\wwwroot\akaisha\upload.aspx›
‹C:\inetpub\logs\shiokaze-ryokan\u_ex241010.log›
ログは ‹C:\inetpub\logs\shiokaze-ryokan\u_ex241010.log› です
‹%USERPROFILE%\Documents\顧客.csv›
「‹C:\業務\顧客名簿\2024\会員.mdb›」
‹E:\バックアップ\田中›
‹共有フォルダ\人事\評価›
‹マイドライブ/営業/見積_田中商店.pdf›
‹Dropbox/経理/請求書_田中商店.pdf›
‹OneDrive/営業/見積.xlsx›
‹受信トレイ/顧客/田中商店›
‹請求書_田中商店.pdf›
添付「‹見積書_田中商店様.xlsx›」
添付ファイル「‹履歴書（田中花子）.docx›」
‹20241101_請求_㈱ツバメ電化_本多様.pdf.exe› という添付
‹【田中商店】注文書.xlsm› を開いた
‹田中様_見積.pdf.exe›
‹職員名簿_令和6年度_本多小学校.xlsx›
ファイル名は ‹tanaka_keiyaku.pdf›
‹meibo_tanaka_2024.csv›
添付 ‹Invoice_Tanaka_Shoten.doc›
‹本多小_名簿.csv›
‹顧客リスト（赤井営業所）.xlsx›
‹給与明細_202411_田中.pdf›
s3://‹akaisha-backup/2024/kokyaku.csv›
gs://‹akaisha-data/a.csv›
共有 ‹\\NAS01\経理部$› 
フォルダ「‹\\NAS01\経理部\決算 2024\草案›」
‹C:\Users\TANAKA~1\AppData\Local\Temp\a.exe›
‹C:\Users\tanaka\AppData\Roaming\a.exe›
‹/opt/akaisha/conf/db.yml›
‹/var/log/akaisha/app.log›
‹/export/home/tanaka›
‹N:\総務課\防災\名簿.xls›
‹Y:\Sales\Takasaki\quotes›`,
	"accounts": `みずほ銀行 新宿支店 普通 ‹1234567›
三菱UFJ銀行 渋谷支店（135） 普通預金 ‹1234567›
北斗銀行 白鳥支店 当座 ‹90112›
北斗銀行 白鳥支店 当座 ‹0090112›
普通口座 ‹1234567›
口座番号：‹1234567›
口座番号 ‹１２３４５６７›
口座 ‹123-4567890›
振込先：〇〇信金 本店営業部 (普)‹0123456›
（普）‹0123456› タナカタロウ
普）‹0123456›
ゆうちょ 記号‹10120› 番号‹12345671›
ゆうちょ銀行 ‹10120-12345671›
記号 ‹14210› 番号 ‹1234561›
店番‹018› 口座‹1234567›
支店番号‹214› 普通‹3380157›
支店コード ‹036› 普通預金 口座番号‹2213344›
店番号 ‹036›
振替口座 ‹00120-3-123456›
郵便振替 ‹00120-3-123456›
当座預金　‹0012345›
貯蓄預金 No.‹0012345›
定期預金 ‹12345678›
A/C ‹1234567›
account no. ‹1234567› at Mihon Bank
acct ‹0099-183-221›
to account ‹6014478› at Kaede Bank
IBAN ‹DE89 3704 0044 0532 0130 00›
IBAN: ‹GB29NWBK60161331926819›
SWIFT ‹MHCBJPJT›、口座 ‹1234567›
ABA ‹021000021› acct ‹123456789012›
sort code ‹20-00-00› account ‹55779911›
BSB ‹062-000› account ‹12345678›
口座名義 タナカ、口座番号‹7654321›
普通預金口座（‹1234567›）
預金口座 ‹1234567›
0001 ‹018› 1 ‹1234567› タナカタロウ 口座
JAバンク 普通貯金 ‹0012345›
口座が‹7777123›に書き換え`,
	"figures": `被害額は‹1,234,567円›
‹¥1,234,567›
‹￥48,310›
‹1,234,567 yen›
‹JPY 1,234,567›
‹USD 48,210›
‹48,210 USD›
‹$48,210.55›
‹EUR 48,210.50›
‹€48,210.50›
‹£12,345›
‹123万4,567円›
‹1億2,345万6,789円›
‹百二十三万四千五百六十七円›
‹１２３，４５６円›
‹123,456円›が引き落とされた
金額：‹2,418,560›
金‹2,418,560円›也
送金額 ‹2,418,560円›
‹1,037件›の顧客情報
‹2,846件›
‹1,117人›
社員数‹1,117人›
‹1,364 guests›
‹2,041 bookings›
‹14,907人›
‹2,315名›
‹1,204 contracts›
contacted ‹2,219 times›
‹3,118 mails›
‹73,516回›
‹12,345レコード›
‹６，４０２件›
‹3,217台›
‹627拠点›
amt=‹12,960›
"amount":‹1336500›
‹4万3,812件›
‹4万3812件›
‹18.5 BTC›
‹0.0347 BTC›
‹12,345通›
‹1,057名分›
‹8,812世帯›
‹2,233冊›
‹4,418枚›
‹1,237床›の病院
‹2,431 students›
‹12,345 rows›
件数 ‹12,345›
合計 ‹12,345› 件
対象者数：‹14,907›
人数は‹14,907›`,
}
